import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { acknowledge } from '../src/discord/acknowledge.ts';
import { showCards } from '../src/discord/cards.ts';
import type { Command } from '../src/discord/command.ts';
import { moodChoices } from '../src/discord/mood-choices.ts';
import { FOR_CARDS, missingPermissions, missingPermissionsHint } from '../src/discord/permissions.ts';
import { privateReply } from '../src/discord/private-reply.ts';
import { UserError } from '../src/errors/user-error.ts';
import { isMood, MOODS } from '../src/moods.ts';
import { MOST_SONGS, recommend } from '../src/recommend/recommend.ts';

/** `/mood`: songs for a mood, as cards that members label with their reactions. */
export const mood: Command = {
  control: false,
  declaration: new SlashCommandBuilder()
    .setName('mood')
    .setDescription('Get a song for your mood')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addStringOption((option) =>
      option
        .setName('mood')
        .setDescription('What are you in the mood for?')
        .setRequired(true)
        .addChoices(moodChoices()),
    )
    .addIntegerOption((option) =>
      option
        .setName('count')
        .setDescription(`How many songs (1 to ${MOST_SONGS}, one if you leave it out)`)
        .setMinValue(1)
        .setMaxValue(MOST_SONGS),
    )
    .toJSON(),

  async handle(deps, interaction) {
    const wanted = interaction.options.getString('mood', true);
    if (!isMood(wanted)) {
      const known = MOODS.map((id) => `\`${id}\``).join(', ');
      throw new UserError('unknown-mood', `I do not know that mood. These are the moods I know: ${known}.`);
    }
    const count = Math.min(Math.max(interaction.options.getInteger('count') ?? 1, 1), MOST_SONGS);
    const { channelId, guildId } = interaction;
    await deps.pendingCards.during(async () => {
      const replyId = await acknowledge(deps, interaction);
      const recommendations = await recommend(
        { db: deps.database.db, random: deps.random },
        { mood: wanted, count, place: { channelId, guildId } },
      );
      await showCards(deps, interaction, recommendations, replyId);
    });
    const hint = missingPermissionsHint(missingPermissions(interaction, FOR_CARDS));
    if (hint !== '') await privateReply(deps.logger, interaction, hint);
  },
};
