import {
  ApplicationIntegrationType,
  ButtonStyle,
  ComponentType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { acknowledge } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import { checkModerator, hasControlRights } from '../src/discord/control-rights.ts';
import { discordFindings } from '../src/discord/discord-findings.ts';
import { describeHealth } from '../src/discord/doctor-text.ts';
import { inviteUrl } from '../src/discord/invite.ts';
import { permissionFindings } from '../src/discord/permissions.ts';
import { doctor as examine } from '../src/doctor/doctor.ts';

/**
 * `/doctor`: what the bot may not do in a channel and what that costs, for moderators of every server; and how it is
 * doing in all, for those who may change what all servers share.
 */
export const doctor: Command = {
  control: false,
  declaration: new SlashCommandBuilder()
    .setName('doctor')
    .setDescription('See whether I have all I need in this channel (for moderators)')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .toJSON(),

  async handle(deps, interaction) {
    const { client, guildId } = interaction;
    const hasControl = hasControlRights(deps, interaction);
    if (!hasControl)
      checkModerator(interaction, 'ask how I am doing', '`/mood` and `/song` are for everybody.');
    await acknowledge(deps, interaction, { private: true });
    const permissions = permissionFindings(interaction);
    const findings = hasControl ? [...discordFindings(deps, client), ...(await examine(deps))] : undefined;
    const button = {
      type: ComponentType.Button,
      style: ButtonStyle.Link,
      label: 'Invite me again with all permissions',
      url: inviteUrl(client, guildId ?? undefined),
    } as const;
    const lacking = permissions.some(({ granted }) => !granted);
    await interaction.editReply({
      content: describeHealth(permissions, findings),
      components: lacking ? [{ type: ComponentType.ActionRow, components: [button] }] : [],
      allowedMentions: { parse: [] },
    });
  },
};
