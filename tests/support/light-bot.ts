import type { Database } from '../../db/database.ts';
import { createBot } from '../../src/discord/bot.ts';
import { createPlayground, type Playground } from '../../src/playground/server.ts';
import type { Interaction, Member, MessageView } from '../../src/playground/state/types.ts';
import { createMemoryLog, type MemoryLog } from './memory-log.ts';

/** The bot on a playground without a trained model, over a database that the test fills. */
export interface LightBot {
  readonly playground: Playground;
  readonly channelId: string;
  readonly moderator: Member;
  readonly member: Member;
  readonly log: MemoryLog;
  /** Uses a command, unchecked by the client, and waits for the bot's last word on it. */
  command(member: Member, command: string, options?: Record<string, string | number>): Promise<Interaction>;
  /** All messages that a member sees, oldest first. */
  messages(member?: Member): MessageView[];
  /** Why Discord closed the connection for good, if it did. */
  readonly lost: readonly Error[];
  /** Starts the bot again, as a new process would. */
  restart(options?: { readonly controlGuildIds?: readonly string[] }): Promise<void>;
  stop(): Promise<void>;
}

const none = async () => {};

export async function startLightBot(database: Database): Promise<LightBot> {
  const log = createMemoryLog();
  const lost: Error[] = [];
  const playground = createPlayground({ port: 0, logger: log.logger });
  const { apiUrl } = await playground.start();
  const { discord, token } = playground;
  const [channel] = discord.channels;
  const moderator = discord.members.find((one) => one.moderator);
  const member = discord.members.find((one) => !one.moderator);
  if (channel === undefined || moderator === undefined || member === undefined)
    throw new Error('an empty playground');
  const channelId = channel.id;

  const start = async (controlGuildIds: readonly string[]) => {
    const bot = createBot({
      database,
      activeModel: { current: () => undefined, start: none, reload: none, stop: none },
      trainer: {
        train: () => Promise.reject(new Error('nothing is trained here')),
        predict: () => Promise.reject(new Error('nothing is predicted here')),
        stop: none,
      },
      logger: log.logger,
      now: () => new Date(),
      random: Math.random,
      controlGuildIds,
      token,
      apiUrl,
      onLost: (reason) => lost.push(reason),
    });
    await bot.start();
    return bot;
  };
  let bot = await start([]);

  return {
    playground,
    channelId,
    moderator,
    member,
    log,
    lost,
    command(who, command, options = {}) {
      const id = discord.invoke({ memberId: who.id, channelId, command, options, force: true });
      return discord.settled(id, 20_000);
    },
    messages: (who) => discord.messages(channelId, who?.id),
    async restart({ controlGuildIds = [] } = {}) {
      await bot.stop();
      bot = await start(controlGuildIds);
    },
    async stop() {
      await bot.stop();
      await playground.stop();
    },
  };
}
