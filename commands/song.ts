import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { recentVideoIds } from '../db/queries/cards.ts';
import { findSongs, songsById } from '../db/queries/song-search.ts';
import { acknowledge } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import { moodChoices } from '../src/discord/mood-choices.ts';
import { describeSong, songChoice } from '../src/discord/song-text.ts';
import { isMood } from '../src/moods.ts';
import { songDetails } from '../src/recommend/song-details.ts';
import { videoIdOf } from '../src/text/youtube-link.ts';
import { explainingClassifier } from '../src/training/model-age.ts';

/** What Discord shows at most. */
const CHOICES = 25;

/**
 * `/song`: how members voted on a song and what the model thinks of it. Only who asked sees it: a message that
 * everybody could react to would look like a card, and its reactions would count for nothing.
 */
export const song: Command = {
  control: false,
  declaration: new SlashCommandBuilder()
    .setName('song')
    .setDescription('See how a song was voted on, and what I hear in it and why')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addStringOption((option) =>
      option
        .setName('song')
        .setDescription('Words of its title, its artist, or its YouTube link')
        .setRequired(true)
        .setMaxLength(200)
        .setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('mood')
        .setDescription('A mood to explain besides the one I hear most')
        .addChoices(moodChoices()),
    )
    .toJSON(),

  async handle(deps, interaction) {
    const wanted = interaction.options.getString('song', true);
    const mood = interaction.options.getString('mood');
    await acknowledge(deps, interaction, { private: true });
    const details = await songDetails(
      { db: deps.database.db, classifier: explainingClassifier(deps.activeModel.current(), deps.now()) },
      { song: wanted, mood: isMood(mood) ? mood : undefined },
    );
    await interaction.editReply({ content: describeSong(details), allowedMentions: { parse: [] } });
  },

  async suggest({ database: { db } }, interaction) {
    const typed = interaction.options.getFocused().trim();
    const videoId = videoIdOf(typed);
    const byId = videoId === undefined ? [] : await songsById(db, [videoId]);
    if (byId.length > 0) return byId.map(songChoice);
    // Before anything is typed, what was shown here last is what they most likely mean.
    const songs =
      typed === ''
        ? await songsById(db, await recentVideoIds(db, interaction.channelId, CHOICES))
        : await findSongs(db, typed, CHOICES);
    return songs.map(songChoice);
  },
};
