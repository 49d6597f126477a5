import {
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import type { Command } from '../src/discord/command.ts';
import { checkControlRights } from '../src/discord/control-rights.ts';
import { answerLive } from '../src/discord/live-answer.ts';
import { describeRetrain } from '../src/discord/retrain-text.ts';
import { describeProgress } from '../src/training/describe.ts';
import { followSwitch } from '../src/training/follow-switch.ts';
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
    checkControlRights(deps, interaction, 'retrain me');
    await answerLive(deps, interaction, 'retrain', async (reply) => {
      const result = await runRetrain(deps, {
        signal: deps.stopping,
        onProgress: (progress) => reply.update(describeProgress(progress)),
      });
      await followSwitch(deps);
      await reply.finish(describeRetrain(result));
    });
  },
};
