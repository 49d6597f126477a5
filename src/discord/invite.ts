import { type Client, OAuth2Scopes } from 'discord.js';
import { INVITE_PERMISSIONS } from './permissions.ts';

/**
 * The link that invites the bot with all it needs. Where it is a member already, the link gives its role what it lacks.
 *
 * @param guildId the server to choose beforehand
 */
export function inviteUrl(client: Client, guildId?: string): string {
  return client.generateInvite({
    scopes: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands],
    permissions: INVITE_PERMISSIONS,
    ...(guildId !== undefined && { guild: guildId }),
  });
}
