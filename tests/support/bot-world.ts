import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type Bot, createBot } from '../../src/discord/bot.ts';
import type { Mood } from '../../src/moods.ts';
import { createPlayground, type Playground } from '../../src/playground/server.ts';
import type { Member, MessageView } from '../../src/playground/state/types.ts';
import { type Services, startServices } from '../../src/services.ts';
import { createMemoryLog, type MemoryLog } from './memory-log.ts';

export interface BotWorldOptions {
  /** A PostgreSQL server's address; embedded in a directory of its own without it. */
  readonly databaseUrl?: string;
  readonly controlGuildIds?: readonly string[];
}

/** The whole bot on a playground: what end-to-end tests drive. */
export interface BotWorld {
  readonly playground: Playground;
  readonly channelId: string;
  readonly moderator: Member;
  readonly members: readonly Member[];
  readonly log: MemoryLog;
  services(): Services;
  /** Ends the bot and everything below it, and starts them again on the same data; the playground goes on. */
  restart(): Promise<void>;
  /** A member uses `/mood`; resolves to the answer once its six emoji are there. */
  mood(member: Member, mood: Mood): Promise<MessageView>;
  /** Waits until a message has all of the bot's six emoji. */
  withEmoji(messageId: string): Promise<MessageView>;
  stop(): Promise<void>;
}

/** Starts a playground, the services on an empty database and the bot on both. */
export async function startBotWorld(options: BotWorldOptions = {}): Promise<BotWorld> {
  const { databaseUrl = '', controlGuildIds = [] } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'moodring-e2e-'));
  const log = createMemoryLog();
  const { logger } = log;
  const now = () => new Date();
  const config = readConfig({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl });
  const playground = createPlayground({ port: 0, logger });
  const { apiUrl } = await playground.start();
  const { discord, token } = playground;
  const [channel] = discord.channels;
  const moderator = discord.members.find((member) => member.moderator);
  if (channel === undefined || moderator === undefined)
    throw new Error('the playground has no channel or no moderator');

  let running: { services: Services; bot: Bot } | undefined;
  const onLost = (reason: Error) => logger.fatal({ err: reason }, 'lost');
  async function start(): Promise<void> {
    const services = await startServices({
      config,
      logger,
      now,
      random: Math.random,
      controlSocket: join(dataDir, 's'),
    });
    const bot = createBot({ ...services, token, apiUrl, controlGuildIds, paced: false, onLost });
    running = { services, bot };
    await bot.start();
  }
  async function stop(): Promise<void> {
    await running?.bot.stop();
    await running?.services.stop();
    running = undefined;
  }
  const withEmoji = (messageId: string) =>
    discord.waitFor(() => {
      const message = discord.message(messageId);
      return message?.reactions.length === 6 ? message : undefined;
    }, 20_000);

  await start();
  return {
    playground,
    channelId: channel.id,
    moderator,
    members: discord.members.filter((member) => !member.moderator),
    log,
    services() {
      if (running === undefined) throw new Error('the bot is not running');
      return running.services;
    },
    async restart() {
      await stop();
      await start();
    },
    withEmoji,
    async mood(member, mood) {
      const options = { mood };
      const id = discord.invoke({ memberId: member.id, channelId: channel.id, command: 'mood', options });
      const { originalId = '' } = await discord.settled(id);
      return withEmoji(originalId);
    },
    async stop() {
      await stop();
      await playground.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
