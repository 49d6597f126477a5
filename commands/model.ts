import {
  ApplicationIntegrationType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { GREATEST_MODEL_ID } from '../db/queries/model-rows.ts';
import { acknowledge } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import { checkControlRights } from '../src/discord/control-rights.ts';
import type { BotDependencies } from '../src/discord/dependencies.ts';
import { answerLive } from '../src/discord/live-answer.ts';
import { describeModels, describeRollback, modelChoice } from '../src/discord/model-text.ts';
import { replyWithReport } from '../src/discord/report-reply.ts';
import { describeProgress } from '../src/training/describe.ts';
import { followSwitch } from '../src/training/follow-switch.ts';
import { listModels } from '../src/training/list-models.ts';
import { isStale } from '../src/training/model-age.ts';
import { rollback } from '../src/training/rollback.ts';

/**
 * `/model`: which models there are, for everybody; what is in them and the way back to one, for moderators of control
 * guilds.
 */
export const model: Command = {
  control: false,
  declaration: new SlashCommandBuilder()
    .setName('model')
    .setDescription('The models I have learnt')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addSubcommand((sub) => sub.setName('list').setDescription('The last models and how good they are'))
    .addSubcommand((sub) =>
      withModel(
        sub.setName('report').setDescription('Pictures of how good a model is (moderators)'),
        'Which model (the one in use if you leave it out)',
      ),
    )
    .addSubcommand((sub) =>
      withModel(
        sub.setName('rollback').setDescription('Return to an earlier model (moderators)'),
        'Which model (the one in use before this one if you leave it out)',
      ),
    )
    .toJSON(),

  async handle(deps, interaction) {
    switch (interaction.options.getSubcommand()) {
      case 'report':
        return report(deps, interaction);
      case 'rollback':
        return goBack(deps, interaction);
      default:
        return list(deps, interaction);
    }
  },

  async suggest({ database, now }, interaction) {
    const typed = interaction.options.getFocused();
    const models = await listModels({ db: database.db });
    const forRollback = interaction.options.getSubcommand() === 'rollback';
    return models
      .filter(({ status, trainedAt }) => !forRollback || (status === 'retired' && !isStale(trainedAt, now())))
      .filter(({ modelId }) => String(modelId).startsWith(typed))
      .map(modelChoice);
  },
};

function withModel(sub: SlashCommandSubcommandBuilder, description: string): SlashCommandSubcommandBuilder {
  return sub.addIntegerOption((option) =>
    option
      .setName('model')
      .setDescription(description)
      .setMinValue(1)
      .setMaxValue(GREATEST_MODEL_ID)
      .setAutocomplete(true),
  );
}

async function list(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  await acknowledge(deps, interaction, { private: true });
  const models = await listModels({ db: deps.database.db });
  await interaction.editReply({
    content: describeModels(models, deps.now()),
    allowedMentions: { parse: [] },
  });
}

async function report(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  checkControlRights(deps, interaction, 'see reports about me');
  await replyWithReport(deps, interaction, interaction.options.getInteger('model') ?? undefined);
}

async function goBack(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  checkControlRights(deps, interaction, 'roll me back');
  const modelId = interaction.options.getInteger('model') ?? undefined;
  await answerLive(deps, interaction, 'rollback', async (reply) => {
    const result = await rollback(deps, {
      modelId,
      signal: deps.stopping,
      onProgress: (progress) => reply.update(describeProgress(progress)),
    });
    await followSwitch(deps);
    await reply.finish(describeRollback(result));
  });
}
