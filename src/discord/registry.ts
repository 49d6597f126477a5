import { createHash } from 'node:crypto';
import { DiscordAPIError, type REST, Routes } from 'discord.js';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { deleteRegistration, registrations, saveRegistration } from '../../db/queries/registrations.ts';
import type { Schema } from '../../db/schema.ts';
import type { Command } from './command.ts';

export interface RegistryDependencies {
  readonly rest: REST;
  readonly db: Kysely<Schema>;
  readonly logger: Logger;
  readonly now: () => Date;
}

export interface RegisterRequest {
  readonly applicationId: string;
  readonly commands: readonly Command[];
  /** Where control commands are registered; empty means everywhere. */
  readonly controlGuildIds: readonly string[];
  /** Sends every set, also those that Discord has already. */
  readonly force?: boolean;
}

export interface RegisterResult {
  /** Scopes that were sent: a guild's id, or empty for the global commands. */
  readonly sent: readonly string[];
  readonly unchanged: readonly string[];
  /** Control guilds that refused, as when the bot is not there. */
  readonly failed: readonly string[];
}

const GLOBAL = '';

/**
 * Tells Discord the commands: all of them globally, except that control commands go to the control guilds alone
 * where such are set. A set that Discord has already is not sent again (it allows 200 creates a day), and a guild
 * that is no control guild any more loses its commands.
 */
export async function registerCommands(
  deps: RegistryDependencies,
  request: RegisterRequest,
): Promise<RegisterResult> {
  const { rest, db, logger, now } = deps;
  const { applicationId, force = false } = request;
  const known = await registrations(db, applicationId);
  const wanted = wantedSets(request);
  for (const scope of known.keys()) if (!wanted.has(scope)) wanted.set(scope, []);

  const result = { sent: [] as string[], unchanged: [] as string[], failed: [] as string[] };
  for (const [scope, declarations] of wanted) {
    const hash = createHash('sha256').update(JSON.stringify(declarations)).digest('hex');
    if (!force && known.get(scope) === hash) {
      result.unchanged.push(scope);
      continue;
    }
    const route =
      scope === GLOBAL
        ? Routes.applicationCommands(applicationId)
        : Routes.applicationGuildCommands(applicationId, scope);
    try {
      await rest.put(route, { body: declarations });
    } catch (error) {
      if (scope === GLOBAL) throw error;
      if (declarations.length === 0 && isGone(error)) {
        await deleteRegistration(db, applicationId, scope);
        continue;
      }
      logger.warn(
        { err: error, guildId: scope },
        'the commands of this control guild could not be registered',
      );
      result.failed.push(scope);
      continue;
    }
    if (declarations.length === 0 && scope !== GLOBAL) await deleteRegistration(db, applicationId, scope);
    else await saveRegistration(db, { applicationId, scope, hash, now: now() });
    result.sent.push(scope);
  }
  logger.info(result, 'commands registered');
  return result;
}

function wantedSets({ commands, controlGuildIds }: RegisterRequest): Map<string, Command['declaration'][]> {
  const declared = (some: readonly Command[]) => some.map((command) => command.declaration);
  if (controlGuildIds.length === 0) return new Map([[GLOBAL, declared(commands)]]);
  const control = declared(commands.filter((command) => command.control));
  return new Map([
    [GLOBAL, declared(commands.filter((command) => !command.control))],
    ...controlGuildIds.map((id) => [id, control] as const),
  ]);
}

/** Whether the bot has no business in a guild any more. */
function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
}
