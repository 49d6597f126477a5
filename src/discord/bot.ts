import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import { COMMANDS } from '../../commands/index.ts';
import { forgetInteractions } from '../../db/queries/interactions.ts';
import { SILENT_SECONDS } from '../../db/queries/open-answers.ts';
import { endingWith } from '../catalogue/ending-with.ts';
import { dropOldSuggestions } from '../catalogue/suggestions/suggest.ts';
import { type Deadline, deadlineIn, STOP_MS } from '../concurrency/deadline.ts';
import { createTaskTracker } from '../concurrency/task-tracker.ts';
import { StoppedError } from '../errors/stopped-error.ts';
import { createApplicationOwners } from './application-owners.ts';
import { CLIENT_CACHES } from './client-caches.ts';
import type { Command } from './command.ts';
import { ConnectionLostError } from './connection-lost-error.ts';
import type { BotDependencies } from './dependencies.ts';
import { discordFindings } from './discord-findings.ts';
import { followGuilds, unfollowGuilds } from './guilds.ts';
import { followInteractions } from './interactions.ts';
import { inviteUrl } from './invite.ts';
import { createLimits, NO_LIMITS } from './limits.ts';
import { loginError } from './login-error.ts';
import { createEmojiQueue } from './mood-reactions.ts';
import { createOpenAnswers } from './open-answers.ts';
import { createPendingCards } from './pending-cards.ts';
import { followReactions, unfollowReactions } from './reactions.ts';
import { createRegistry, type Registry } from './registry/registry.ts';
import { tellInterrupted } from './tell-interrupted.ts';
import { waitForLogins } from './wait-for-logins.ts';

/** What a stop keeps back of its time for the votes that came while it waited for answers, in milliseconds. */
const LATE_VOTES_MS = 1_000;

/** An interaction's token lives for 15 minutes; whether somebody took it on does not matter after that. */
const CLAIMS_KEPT_MS = 60 * 60_000;

export interface BotOptions
  extends Omit<
    BotDependencies,
    | 'tasks'
    | 'pendingCards'
    | 'openAnswers'
    | 'emojiQueue'
    | 'limits'
    | 'stopping'
    | 'applicationOwners'
    | 'commandTroubles'
  > {
  /** Whether members and channels that ask for a lot at once have to wait; they do unless told otherwise. */
  readonly paced?: boolean;
  readonly token: string;
  /** Discord's API without a trailing slash and without a version; the gateway's address comes from there. */
  readonly apiUrl: string;
  /** All of them unless told. */
  readonly commands?: readonly Command[];
  /** Ends a start that waits until Discord allows more logins. */
  readonly signal?: AbortSignal;
  /** Takes a line for the person who started the process. */
  readonly print?: (line: string) => void;
  /** Told when Discord has closed the connection for good, as after a reset of the token. */
  readonly onLost: (reason: ConnectionLostError) => void;
}

export interface Bot {
  /**
   * Logs in and registers the commands.
   *
   * @returns the link that invites the bot to a server, and what the person who started it should know.
   * @throws StoppedError when stopped while it waited to log in, ConfigError for a token that Discord refuses, LoginFailedError
   */
  start(): Promise<{ inviteUrl: string; notices: readonly string[] }>;
  /** Ends long work, which is told so, and waits for what is in flight until the deadline, 8 s unless given. */
  stop(deadline?: Deadline): Promise<void>;
}

/** The Discord bot: no privileged intent, no message content, no mentions. */
export function createBot(options: BotOptions): Bot {
  const {
    token,
    apiUrl,
    onLost,
    signal,
    print = () => {},
    commands = COMMANDS,
    paced = true,
    ...shared
  } = options;
  const { logger, database, now, controlGuildIds } = shared;
  const tasks = createTaskTracker({ logger });
  const stopping = new AbortController();
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Reactions to messages this process has never seen, as after a restart, come as partials.
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    makeCache: CLIENT_CACHES,
    allowedMentions: { parse: [] },
    // A request that the client repeats after a lost answer must not post twice.
    enforceNonce: true,
    rest: { api: apiUrl },
  });
  let registry: Registry | undefined;
  const applicationOwners = createApplicationOwners({ rest: client.rest, tasks, logger, now });
  const deps: BotDependencies = {
    ...shared,
    // What members ask of YouTube ends with the bot, too.
    youtube: shared.youtube && endingWith(shared.youtube, stopping.signal),
    tasks,
    stopping: stopping.signal,
    pendingCards: createPendingCards(),
    openAnswers: createOpenAnswers({ database, logger }),
    limits: paced ? createLimits({ now }) : NO_LIMITS,
    emojiQueue: createEmojiQueue({ logger, now }),
    applicationOwners,
    commandTroubles: () => registry?.troubles() ?? [],
  };
  client.on(Events.Error, (error) => logger.error({ err: error }, 'the Discord client reported an error'));
  client.on(Events.Warn, (message) => logger.warn({ message }, 'the Discord client warned'));
  // The client reports a disconnection only when it will not connect again by itself.
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (!stopping.signal.aborted) onLost(new ConnectionLostError(code));
  });
  client.on(Events.Invalidated, () => onLost(new ConnectionLostError(undefined)));
  client.on(Events.ShardReconnecting, () => {
    if (!stopping.signal.aborted) logger.info('reconnecting to Discord');
  });
  client.on(Events.ShardResume, (_, replayed) => logger.info({ replayed }, 'reconnected to Discord'));
  followInteractions(client, commands, deps);
  followReactions(client, deps);

  let lookAgain: NodeJS.Timeout | undefined;
  const closeAbandoned = () => {
    const telling = { database, rest: client.rest, openAnswers: deps.openAnswers, logger };
    tasks.run('answers that were cut off', () => tellInterrupted(telling));
  };

  return {
    async start() {
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      try {
        client.rest.setToken(token);
        const ends = signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, signal]);
        await waitForLogins({ rest: client.rest, logger, now, print }, ends);
        await client.login(token);
      } catch (error) {
        throw error instanceof StoppedError ? error : loginError(error, apiUrl);
      }
      const { application, user } = await ready;
      registry = createRegistry({
        rest: client.rest,
        db: database.db,
        logger,
        now,
        applicationId: application.id,
        commands,
        controlGuildIds,
      });
      followGuilds(client, deps, registry);
      await Promise.all([applicationOwners.load(), registry.registerAll()]);
      await forgetInteractions(database.db, new Date(now().getTime() - CLAIMS_KEPT_MS));
      await dropOldSuggestions({ db: database.db, now });
      closeAbandoned();
      // On a server, a process that was killed a moment ago looks like one that is alive.
      lookAgain = setTimeout(closeAbandoned, (SILENT_SECONDS + 1) * 1_000).unref();
      logger.info({ user: user.tag, guilds: client.guilds.cache.size }, 'logged in to Discord');
      const findings = discordFindings(deps, client);
      for (const { title, text } of findings) logger.warn({ about: title }, text);
      return {
        inviteUrl: inviteUrl(client),
        notices: findings.map(({ title, text }) => `${title}: ${text}`),
      };
    },
    async stop(deadline = deadlineIn(STOP_MS)) {
      stopping.abort(new StoppedError());
      clearTimeout(lookAgain);
      // Work in flight still needs the client to answer, so the connection goes last.
      client.removeAllListeners(Events.InteractionCreate);
      await tasks.settle(deadline.earlier(LATE_VOTES_MS).left());
      // The reactions that came meanwhile; from here on they would meet a closing database.
      unfollowReactions(client);
      unfollowGuilds(client);
      const unfinished = await tasks.settle(deadline.left());
      if (unfinished > 0) logger.warn({ unfinished }, 'stopped before everything was answered');
      await client.destroy();
    },
  };
}
