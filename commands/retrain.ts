import {
  ApplicationIntegrationType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { acknowledge } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import type { BotDependencies } from '../src/discord/dependencies.ts';
import { createLiveReply } from '../src/discord/live-reply.ts';
import { describeRetrain } from '../src/discord/retrain-text.ts';
import { UserError } from '../src/errors/user-error.ts';
import { describeProgress } from '../src/training/describe.ts';
import { retrain as runRetrain } from '../src/training/retrain.ts';

/** `/retrain`: learns from all votes so far and shows old against new. For moderators of control guilds. */
export const retrain: Command = {
  control: true,
  declaration: new SlashCommandBuilder()
    .setName('retrain')
    .setDescription('Let me learn from all votes so far (for moderators)')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .toJSON(),

  async handle(deps, interaction) {
    checkRights(deps, interaction);
    await acknowledge(deps, interaction);
    const reply = createLiveReply(interaction, deps.logger);
    try {
      const result = await runRetrain(deps, {
        onProgress: (progress) => reply.update(describeProgress(progress)),
      });
      await deps.activeModel.reload();
      await reply.finish(describeRetrain(result));
    } finally {
      await reply.close();
    }
  },
};

/** Checked here again: what Discord asks of members by default, every server may change. */
function checkRights({ controlGuildIds }: BotDependencies, interaction: ChatInputCommandInteraction): void {
  if (controlGuildIds.length > 0 && !controlGuildIds.includes(interaction.guildId ?? '')) {
    throw new UserError(
      'not-a-control-guild',
      'My model is shared by all servers, so I only retrain in the servers my owner has chosen. This is not one of them.',
    );
  }
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) !== true) {
    throw new UserError(
      'not-a-moderator',
      'Only members who may manage this server can retrain me. You can still teach me: react to my songs!',
    );
  }
}
