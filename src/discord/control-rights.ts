import { type ChatInputCommandInteraction, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors/user-error.ts';
import type { BotDependencies } from './dependencies.ts';

/**
 * Lets only moderators of control guilds go on. Handlers call it themselves: what Discord asks of members by default,
 * every server may change.
 *
 * @param what what the command does, to complete "Only members who may manage this server can …"
 * @throws UserError `not-a-control-guild` or `not-a-moderator`
 */
export function checkControlRights(
  { controlGuildIds }: Pick<BotDependencies, 'controlGuildIds'>,
  interaction: ChatInputCommandInteraction,
  what: string,
): void {
  if (controlGuildIds.length > 0 && !controlGuildIds.includes(interaction.guildId ?? '')) {
    throw new UserError(
      'not-a-control-guild',
      `My model is shared by all servers, so moderators can ${what} only in the servers my owner has chosen. This is not one of them.`,
    );
  }
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) !== true) {
    throw new UserError(
      'not-a-moderator',
      `Only members who may manage this server can ${what}. You can still teach me: react to my songs!`,
    );
  }
}
