import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import type { Command } from '../command.ts';
import { type FieldErrors, pruneRefused, type Refused } from './prune-refused.ts';
import { sameCommands } from './same-commands.ts';

type Declaration = Command['declaration'];

/** The scope of the commands of all servers; every other scope is a server's id. */
export const GLOBAL = '';

/** Each refusal leaves something out, so that this many are enough for any set of commands. */
const MOST_TRIES = 20;

export interface Scope {
  readonly applicationId: string;
  readonly scope: string;
}

const listed = z.array(z.looseObject({ name: z.string() })).nullable();

/**
 * Sees to it that Discord has these commands in a scope and no others. It is asked what it has, and told nothing where that is right:
 * it allows 200 new commands a day. What it refuses is left out, and the rest registered.
 *
 * @param force sends the commands even if Discord has them
 * @throws DiscordAPIError when the commands are not what is wrong, and what a request that failed throws
 */
export async function registerScope(
  rest: REST,
  { applicationId, scope }: Scope,
  declarations: readonly Declaration[],
  force: boolean,
): Promise<{ readonly sent: boolean; readonly refused: readonly Refused[] }> {
  const route =
    scope === GLOBAL
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, scope);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const has = listed.parse(await rest.get(route, { query })) ?? [];
  let wanted = declarations;
  const refused: Refused[] = [];
  for (let tries = 1; ; tries += 1) {
    if (!force && sameCommands(wanted, has, scope)) return { sent: false, refused };
    try {
      await rest.put(route, { body: wanted });
      return { sent: true, refused };
    } catch (error) {
      const errors = fieldErrors(error);
      const pruned = errors === undefined ? undefined : pruneRefused(wanted, errors);
      if (pruned === undefined || tries === MOST_TRIES) throw error;
      wanted = pruned.commands;
      refused.push(...pruned.refused);
    }
  }
}

function fieldErrors(error: unknown): FieldErrors | undefined {
  if (!(error instanceof DiscordAPIError)) return undefined;
  if (error.code !== RESTJSONErrorCodes.InvalidFormBodyOrContentType) return undefined;
  return 'errors' in error.rawError ? (error.rawError.errors as FieldErrors | undefined) : undefined;
}
