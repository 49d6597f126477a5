import { ComponentType } from 'discord.js';
import type { Database } from '../../db/database.ts';
import type { QuotaLedger } from '../../src/catalogue/quota/quota-ledger.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeClient } from '../../src/catalogue/youtube.ts';
import { type Bot, type BotOptions, createBot } from '../../src/discord/bot.ts';
import { createPlayground, type Playground } from '../../src/playground/server.ts';
import type { Interaction, Member, MessageView } from '../../src/playground/state/types.ts';
import { createMemoryLog, type MemoryLog } from './memory-log.ts';

/** The bot on a playground without a trained model, over a database that the test fills. */
export interface LightBot {
  readonly playground: Playground;
  /** Where the playground is. */
  readonly url: string;
  readonly channelId: string;
  readonly moderator: Member;
  readonly member: Member;
  readonly log: MemoryLog;
  /** Uses a command, unchecked by the client, and waits for the bot's last word on it. */
  command(member: Member, command: string, options?: Record<string, string | number>): Promise<Interaction>;
  /** Uses a command likewise, and waits for what the bot has to say to it, in the channel or to the member alone. */
  answer(member: Member, command: string, options?: Record<string, string | number>): Promise<MessageView>;
  /** Uses a command likewise, and waits for the end of an answer that shows how far it is. */
  finalAnswer(
    member: Member,
    command: string,
    options?: Record<string, string | number>,
  ): Promise<MessageView>;
  /** Presses a button of a message, by the beginning of its label. @returns the id of the interaction. */
  press(member: Member, message: MessageView, label: string): string;
  /** Types into an option of a command. @returns the choices that the bot offers. */
  choices(
    command: string,
    focused: string,
    typed: string,
    member?: Member,
  ): Promise<NonNullable<Interaction['choices']>>;
  /** All messages that a member sees, oldest first. */
  messages(member?: Member): MessageView[];
  /** Resolves with the reason once Discord has closed the connection for good. */
  readonly lost: Promise<Error>;
  /** Starts the bot again, as a new process would. */
  restart(options?: RestartOptions): Promise<void>;
  /** Starts a second bot with the same token, as another process on the same database would. */
  startAnother(database: Database): Promise<void>;
  stop(): Promise<void>;
}

export interface RestartOptions {
  readonly controlGuildIds?: readonly string[];
  /** A key that the bot had not before. */
  readonly youtube?: YouTubeClient;
}

/** Whether an answer is more than "thinking" or how far something is. */
function isFinal(content: string): boolean {
  return content !== '' && !/…(?: \d+ %)?$|so far$/m.test(content);
}

const none = async () => {};

/** What a light bot does without unless a test gives it. */
export type Extras = Partial<
  Pick<
    BotOptions,
    | 'activeModel'
    | 'trainer'
    | 'youtube'
    | 'quota'
    | 'songRules'
    | 'predictSongs'
    | 'now'
    | 'commands'
    | 'signal'
    | 'print'
    | 'paced'
  >
>;

/** A budget of which nothing was ever spent. */
const untouched: QuotaLedger = {
  take: none,
  exhaust: none,
  state: async () => ({
    day: '2026-03-01',
    resetsAt: new Date('2026-03-02T08:00:00Z'),
    buckets: {
      search: { budget: 100, spent: 0, left: 100, exhausted: false },
      read: { budget: 10_000, spent: 0, left: 10_000, exhausted: false },
    },
  }),
};

export async function startLightBot(database: Database, extras: Extras = {}): Promise<LightBot> {
  const log = createMemoryLog();
  const lost = Promise.withResolvers<Error>();
  const playground = createPlayground({ port: 0, logger: log.logger });
  const { url, apiUrl } = await playground.start();
  const { discord, token } = playground;
  const [channel] = discord.channels;
  const moderator = discord.members.find((one) => one.moderator);
  const member = discord.members.find((one) => !one.moderator);
  if (channel === undefined || moderator === undefined || member === undefined)
    throw new Error('an empty playground');
  const channelId = channel.id;

  const start = async (on: Database, { controlGuildIds = [], ...others }: RestartOptions = {}) => {
    const bot = createBot({
      database: on,
      activeModel: { current: () => undefined, start: none, reload: none, stop: none },
      trainer: {
        train: () => Promise.reject(new Error('nothing is trained here')),
        predict: () => Promise.reject(new Error('nothing is predicted here')),
        learningCurve: () => Promise.reject(new Error('nothing is measured here')),
        stop: none,
      },
      youtube: undefined,
      quota: untouched,
      songRules: DEFAULT_SONG_RULES,
      predictSongs: none,
      now: () => new Date(),
      // Tests ask for a lot in no time.
      paced: false,
      ...extras,
      ...others,
      logger: log.logger,
      random: Math.random,
      controlGuildIds,
      token,
      apiUrl,
      onLost: lost.resolve,
    });
    await bot.start();
    return bot;
  };
  let bot = await start(database);
  const others: Bot[] = [];

  const answerThat =
    (counts: (content: string) => boolean, withinMs: number): LightBot['answer'] =>
    async (who, command, options = {}) => {
      const said = () => discord.messages(channelId, who.id).filter(({ content }) => counts(content));
      const before = new Set(said().map(({ id }) => id));
      discord.invoke({ memberId: who.id, channelId, command, options, force: true });
      return discord.waitFor(() => said().find(({ id }) => !before.has(id)), withinMs);
    };

  return {
    playground,
    url,
    channelId,
    moderator,
    member,
    log,
    lost: lost.promise,
    command(who, command, options = {}) {
      const id = discord.invoke({ memberId: who.id, channelId, command, options, force: true });
      return discord.settled(id, 20_000);
    },
    answer: answerThat((content) => content !== '', 20_000),
    finalAnswer: answerThat(isFinal, 60_000),
    press(who, message, label) {
      const button = buttonsOf(message).find((one) => one.label?.startsWith(label));
      if (button === undefined) throw new Error(`no button ${label}`);
      return discord.click({ memberId: who.id, messageId: message.id, customId: button.customId });
    },
    async choices(command, focused, typed, who = member) {
      const asked = { memberId: who.id, channelId, command, options: { [focused]: typed }, focused };
      return (await discord.settled(discord.autocomplete(asked))).choices ?? [];
    },
    messages: (who) => discord.messages(channelId, who?.id),
    async restart(options) {
      await bot.stop();
      bot = await start(database, options);
    },
    async startAnother(other) {
      others.push(await start(other));
    },
    async stop() {
      await Promise.all([bot, ...others].map((one) => one.stop()));
      await playground.stop();
    },
  };
}

/** The labels and custom ids of a message's buttons, in their order. */
export function buttonsOf({ components }: MessageView): { label: string | undefined; customId: string }[] {
  return components.flatMap((row) =>
    row.type === ComponentType.ActionRow
      ? row.components.flatMap((one) =>
          one.type === ComponentType.Button && 'custom_id' in one
            ? [{ label: 'label' in one ? one.label : undefined, customId: one.custom_id }]
            : [],
        )
      : [],
  );
}
