import { DiscordAPIError, type REST } from 'discord.js';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { deleteRegistration, registeredScopes, saveRegistration } from '../../../db/queries/registrations.ts';
import type { Schema } from '../../../db/schema.ts';
import { createKeyedQueue } from '../../concurrency/keyed-queue.ts';
import type { Command } from '../command.ts';
import type { Refused } from './prune-refused.ts';
import { GLOBAL, registerScope } from './register-scope.ts';

export interface RegistryOptions {
  readonly rest: REST;
  readonly db: Kysely<Schema>;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly applicationId: string;
  readonly commands: readonly Command[];
  /** Where control commands are registered; empty means everywhere. */
  readonly controlGuildIds: readonly string[];
}

/** What Discord refuses of the commands, and where: a server's id, or empty for all servers. */
export interface CommandTrouble extends Refused {
  readonly scope: string;
}

export interface RegisterResult {
  /** Scopes that were sent: a guild's id, or empty for the global commands. */
  readonly sent: readonly string[];
  readonly unchanged: readonly string[];
  /** Scopes that refused everything, as a control guild in which the bot is not. */
  readonly failed: readonly string[];
  /** What was left out because Discord refuses it. */
  readonly leftOut: readonly CommandTrouble[];
}

/** Tells Discord the commands. */
export interface Registry {
  /**
   * All of them for all servers, except that control commands go to the control guilds alone where such are set. A guild that is no
   * control guild any more loses its commands.
   *
   * @param force sends every set, also those that Discord has already
   * @throws what a request to Discord throws that got no clear answer
   */
  registerAll(force?: boolean): Promise<RegisterResult>;
  /** The commands of one server, as when it has just invited the bot; nothing for one that has none of its own. */
  registerGuild(guildId: string): Promise<void>;
  /** A server that removed the bot: Discord has removed its commands. */
  forgetGuild(guildId: string): Promise<void>;
  /** What Discord refused last, for as long as this process knows. */
  troubles(): readonly CommandTrouble[];
}

type Outcome = 'sent' | 'unchanged' | 'failed' | 'removed';

export function createRegistry(options: RegistryOptions): Registry {
  const { rest, db, logger, now, applicationId, commands, controlGuildIds } = options;
  const queue = createKeyedQueue();
  const troubles = new Map<string, readonly CommandTrouble[]>();
  const wanted = wantedSets(commands, controlGuildIds);

  async function bring(scope: string, force: boolean): Promise<Outcome> {
    const declarations = wanted.get(scope) ?? [];
    try {
      const { sent, refused } = await registerScope(rest, { applicationId, scope }, declarations, force);
      const leftOut = refused.map((one) => ({ scope, ...one }));
      troubles.set(scope, leftOut);
      for (const one of leftOut) logger.error(one, 'Discord refuses a part of the commands; it is left out');
      if (!wanted.has(scope)) await deleteRegistration(db, applicationId, scope);
      else if (scope !== GLOBAL) await saveRegistration(db, { applicationId, scope, now: now() });
      return sent ? 'sent' : 'unchanged';
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (!wanted.has(scope)) {
        await deleteRegistration(db, applicationId, scope);
        return 'removed';
      }
      if (scope === GLOBAL) logger.error({ err: error }, 'the commands could not be registered');
      else {
        const about = { err: error, guildId: scope };
        logger.warn(about, 'the commands of this control guild could not be registered');
      }
      const reason = scope === GLOBAL ? error.message : `am I in it? ${error.message}`;
      troubles.set(scope, [{ scope, what: placeOf(scope), reason }]);
      return 'failed';
    }
  }

  return {
    async registerAll(force = false) {
      const scopes = new Set([...wanted.keys(), ...(await registeredScopes(db, applicationId))]);
      const result = { sent: [] as string[], unchanged: [] as string[], failed: [] as string[] };
      for (const scope of scopes) {
        const outcome = await queue.run(scope, () => bring(scope, force));
        if (outcome !== 'removed') result[outcome].push(scope);
      }
      logger.info(result, 'commands registered');
      const leftOut = [...troubles.values()].flat().filter(({ scope }) => !result.failed.includes(scope));
      return { ...result, leftOut };
    },
    async registerGuild(guildId) {
      if (!wanted.has(guildId)) return;
      const outcome = await queue.run(guildId, () => bring(guildId, false));
      logger.info({ guildId, outcome }, 'the commands of a server were looked at');
    },
    async forgetGuild(guildId) {
      await queue.run(guildId, () => deleteRegistration(db, applicationId, guildId));
      troubles.delete(guildId);
    },
    troubles: () => [...troubles.values()].flat(),
  };
}

function wantedSets(
  commands: readonly Command[],
  controlGuildIds: readonly string[],
): Map<string, Command['declaration'][]> {
  const declared = (some: readonly Command[]) => some.map((command) => command.declaration);
  if (controlGuildIds.length === 0) return new Map([[GLOBAL, declared(commands)]]);
  const control = declared(commands.filter((command) => command.control));
  return new Map([
    [GLOBAL, declared(commands.filter((command) => !command.control))],
    ...controlGuildIds.map((id) => [id, control] as const),
  ]);
}

function placeOf(scope: string): string {
  return scope === GLOBAL ? 'all commands' : `the commands of server ${scope}`;
}

/** A clear no, which asking again would not change; a token that does not hold is for the login to tell. */
function isRefusal(error: unknown): error is DiscordAPIError {
  return (
    error instanceof DiscordAPIError && error.status >= 400 && error.status < 500 && error.status !== 401
  );
}
