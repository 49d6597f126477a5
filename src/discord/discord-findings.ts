import type { Client } from 'discord.js';
import type { ControlStanding } from '../access/control.ts';
import type { Finding } from '../doctor/finding.ts';
import { controlStanding } from './control-rights.ts';
import type { BotDependencies } from './dependencies.ts';
import type { CommandTrouble } from './registry/registry.ts';

type Deps = Pick<BotDependencies, 'controlGuildIds' | 'applicationOwners' | 'commandTroubles'>;

/** Servers and commands that are named one by one. */
const MOST_NAMED = 3;

/** What only Discord can tell about how the bot is doing: who has control, and commands that Discord refuses. */
export function discordFindings(deps: Deps, client: Pick<Client, 'guilds'>): Finding[] {
  const standing = controlStanding(deps, client);
  const owned = [...client.guilds.cache.values()]
    .filter(({ ownerId }) => standing.applicationOwners?.has(ownerId) === true)
    .map(({ id }) => id);
  return [controlFinding(standing, owned), commandsFinding(deps.commandTroubles())].filter(
    (finding) => finding !== undefined,
  );
}

/**
 * Who may change what all servers share, where the operator has not chosen and it matters.
 *
 * @param owned servers that belong to the application's owner or team
 */
export function controlFinding(
  { controlGuildIds, servers, applicationOwners }: ControlStanding,
  owned: readonly string[],
): Finding | undefined {
  if (controlGuildIds.length > 0 || servers.size < 2) return undefined;
  const title = 'Who may change what all servers share';
  const choose = `Set CONTROL_GUILD_IDS to ${
    owned.length === 0
      ? 'the ids of the servers whose moderators may'
      : `the servers whose moderators may, such as ${owned.slice(0, MOST_NAMED).join(',')}`
  }.`;
  if (applicationOwners === undefined) {
    const text = `I am in ${servers.size} servers and CONTROL_GUILD_IDS is empty, so it is for the owner of my application alone, and Discord has not told me who that is. ${choose}`;
    return { state: 'bad', title, text };
  }
  const text = `I am in ${servers.size} servers and CONTROL_GUILD_IDS is empty, so only the owner or team of my application, and the moderators of servers they own, may. ${choose}`;
  return { state: 'warning', title, text };
}

/** What Discord refused of the slash commands. */
export function commandsFinding(troubles: readonly CommandTrouble[]): Finding | undefined {
  if (troubles.length === 0) return undefined;
  const named = troubles.slice(0, MOST_NAMED).map(({ what, reason }) => `${what} (${reason})`);
  const more = troubles.length - named.length;
  const text = `Discord refuses these, and members do without them: ${named.join('; ')}${more > 0 ? ` and ${more} more` : ''}.`;
  return { state: 'warning', title: 'Commands', text };
}
