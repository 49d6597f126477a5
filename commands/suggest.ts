import {
  ApplicationIntegrationType,
  type ButtonInteraction,
  DiscordAPIError,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import { deleteSuggestion, setSuggestionMessage } from '../db/queries/suggestions.ts';
import { type Decided, decide, suggest as suggestSong } from '../src/catalogue/suggestions/suggest.ts';
import { acknowledge, acknowledgePress } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import { checkControlRights, hasControlRights, isControlGuild } from '../src/discord/control-rights.ts';
import type { BotDependencies } from '../src/discord/dependencies.ts';
import { suggestDeps } from '../src/discord/suggest-deps.ts';
import {
  decisionRow,
  describeDecided,
  describeSuggestion,
  parseDecision,
} from '../src/discord/suggestion-text.ts';
import { unknownButton } from '../src/discord/unknown-button.ts';
import { UserError } from '../src/errors/user-error.ts';

/**
 * `/suggest`: a member proposes a song in front of everybody; moderators of control guilds accept or decline it by the
 * buttons below. Elsewhere the message has none, and `/sources suggestions` shows it to them.
 */
export const suggest: Command = {
  control: false,
  declaration: new SlashCommandBuilder()
    .setName('suggest')
    .setDescription('Suggest a song for my collection')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addStringOption((option) =>
      option
        .setName('url')
        .setDescription('Its YouTube link. It must be under a Creative Commons licence')
        .setRequired(true)
        .setMaxLength(300),
    )
    .toJSON(),

  async handle(deps, interaction) {
    const url = interaction.options.getString('url', true);
    const { channelId, guildId, user } = interaction;
    await acknowledge(deps, interaction);
    const { suggestionId, videoId, song } = await suggestSong(suggestDeps(deps), {
      url,
      memberId: user.id,
      guildId,
      channelId,
      evenIfDeclined: hasControlRights(deps, interaction),
    });
    const decidedHere = isControlGuild(deps, interaction);
    try {
      const message = await interaction.editReply({
        content: describeSuggestion({ videoId, song }, user.id, decidedHere),
        components: decidedHere ? [decisionRow('suggest', suggestionId)] : [],
        allowedMentions: { parse: [] },
      });
      await setSuggestionMessage(deps.database.db, suggestionId, message.id);
    } catch (error) {
      // Without a clear no from Discord the message may be there to see, and then it can be decided on.
      if (error instanceof DiscordAPIError) await deleteSuggestion(deps.database.db, suggestionId);
      throw error;
    }
    deps.logger.info({ suggestionId, videoId }, 'a song was suggested');
  },

  async press(deps, interaction, id) {
    const decision = parseDecision(id);
    if (decision === undefined) return unknownButton(deps, interaction);
    checkControlRights(deps, interaction, 'decide on suggestions', 'catalogue');
    await acknowledgePress(deps, interaction);
    await settle(deps, interaction, decision);
  },
};

async function settle(
  deps: BotDependencies,
  interaction: ButtonInteraction,
  decision: { readonly suggestionId: number; readonly accept: boolean },
): Promise<void> {
  let decided: Decided;
  try {
    decided = await decide(suggestDeps(deps), decision);
  } catch (error) {
    // There is nothing left to press, and whoever decided has changed the text or is about to.
    if (isOver(error)) await interaction.editReply({ components: [] });
    throw error;
  }
  const { accept: accepted, suggestionId } = decision;
  deps.logger.info({ suggestionId, accepted }, 'a suggestion was decided on');
  await interaction.editReply({
    content: describeDecided(interaction.message.content, decided, interaction.user.id),
    components: [],
    allowedMentions: { parse: [] },
  });
}

function isOver(error: unknown): boolean {
  return (
    error instanceof UserError && (error.id === 'suggestion-decided' || error.id === 'unknown-suggestion')
  );
}
