import { Client, Events, GatewayIntentBits, Options, Partials } from 'discord.js';
import { COMMANDS } from '../../commands/index.ts';
import { forgetInteractions } from '../../db/queries/interactions.ts';
import { dropOldSuggestions } from '../catalogue/suggestions/suggest.ts';
import { createKeyedQueue } from '../concurrency/keyed-queue.ts';
import { createTaskTracker } from '../concurrency/task-tracker.ts';
import { ConnectionLostError } from './connection-lost-error.ts';
import type { BotDependencies } from './dependencies.ts';
import { followInteractions } from './interactions.ts';
import { inviteUrl } from './invite.ts';
import { loginError } from './login-error.ts';
import { createPace } from './pace.ts';
import { createPendingCards } from './pending-cards.ts';
import { followReactions, unfollowReactions } from './reactions.ts';
import { registerCommands } from './registry.ts';

/** How long a stop waits for answers and votes in flight. */
const STOP_MS = 10_000;

/** An interaction's token lives for 15 minutes; whether somebody took it on does not matter after that. */
const CLAIMS_KEPT_MS = 60 * 60_000;

/** Each suggestion costs a unit of the day's budget, also one that turns out to be no song. */
const SUGGESTION_PACE = { most: 10, withinMs: 10 * 60_000 };

export interface BotOptions
  extends Omit<BotDependencies, 'tasks' | 'pendingCards' | 'suggestionPace' | 'emojiQueue' | 'stopping'> {
  readonly token: string;
  /** Discord's API without a trailing slash and without a version; the gateway's address comes from there. */
  readonly apiUrl: string;
  /** Registers the commands even if they were registered before, for a Discord that may have forgotten them. */
  readonly alwaysRegister?: boolean;
  /** Told when Discord has closed the connection for good, as after a reset of the token. */
  readonly onLost: (reason: ConnectionLostError) => void;
}

export interface Bot {
  /** Logs in and registers the commands. @returns the link that invites the bot to a server. */
  start(): Promise<{ inviteUrl: string }>;
  stop(): Promise<void>;
}

/** The Discord bot: no privileged intent, no message content, no mentions. */
export function createBot(options: BotOptions): Bot {
  const { token, apiUrl, alwaysRegister = false, onLost, ...shared } = options;
  const { logger, database, now, controlGuildIds } = shared;
  const tasks = createTaskTracker({ logger });
  const stopping = new AbortController();
  const deps: BotDependencies = {
    ...shared,
    tasks,
    stopping: stopping.signal,
    pendingCards: createPendingCards(),
    suggestionPace: createPace({ now, ...SUGGESTION_PACE }),
    emojiQueue: createKeyedQueue(),
  };
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Reactions to messages this process has never seen, as after a restart, come as partials.
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      GuildMemberManager: 10,
      UserManager: 10,
      PresenceManager: 0,
      VoiceStateManager: 0,
    }),
    allowedMentions: { parse: [] },
    // A request that the client repeats after a lost answer must not post twice.
    enforceNonce: true,
    rest: { api: apiUrl },
  });
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
  followInteractions(client, COMMANDS, deps);
  followReactions(client, deps);

  return {
    async start() {
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      try {
        await client.login(token);
      } catch (error) {
        throw loginError(error, apiUrl);
      }
      const { application, user } = await ready;
      const registry = { rest: client.rest, db: database.db, logger, now };
      await registerCommands(registry, {
        applicationId: application.id,
        commands: COMMANDS,
        controlGuildIds,
        force: alwaysRegister,
      });
      await forgetInteractions(database.db, new Date(now().getTime() - CLAIMS_KEPT_MS));
      await dropOldSuggestions({ db: database.db, now });
      logger.info({ user: user.tag, guilds: client.guilds.cache.size }, 'logged in to Discord');
      return { inviteUrl: inviteUrl(client) };
    },
    async stop() {
      stopping.abort();
      // Work in flight still needs the client to answer, so the connection goes last.
      client.removeAllListeners(Events.InteractionCreate);
      await tasks.settle(STOP_MS);
      // The reactions that came meanwhile; from here on they would meet a closing database.
      unfollowReactions(client);
      const unfinished = await tasks.settle(STOP_MS);
      if (unfinished > 0) logger.warn({ unfinished }, 'stopped before everything was answered');
      await client.destroy();
    },
  };
}
