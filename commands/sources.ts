import {
  ApplicationIntegrationType,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { describeForecast, forecast } from '../src/catalogue/quota/forecast.ts';
import { addSource, changeSource, listSources } from '../src/catalogue/sources/manage-sources.ts';
import { reviewSuggestions } from '../src/catalogue/suggestions/review.ts';
import { decide } from '../src/catalogue/suggestions/suggest.ts';
import { acknowledge, acknowledgePress } from '../src/discord/acknowledge.ts';
import type { Command } from '../src/discord/command.ts';
import { checkControlRights, hasControlRights } from '../src/discord/control-rights.ts';
import type { BotDependencies } from '../src/discord/dependencies.ts';
import {
  describeAdded,
  describeChanged,
  describeSources,
  sourceChoices,
  WITHOUT_KEY,
} from '../src/discord/source-text.ts';
import { suggestDeps } from '../src/discord/suggest-deps.ts';
import {
  describeReviewed,
  MOST_REVIEWED,
  parseDecision,
  reviewMessage,
} from '../src/discord/suggestion-text.ts';
import { tellDecision } from '../src/discord/tell-decision.ts';
import { unknownButton } from '../src/discord/unknown-button.ts';
import { UserError } from '../src/errors/user-error.ts';

const CHANGES = {
  pause: 'Stop asking a source for songs, for now',
  resume: 'Go on asking a paused source for songs',
  remove: 'Stop following a source; its songs stay',
} as const;

type Change = keyof typeof CHANGES;

/** `/sources`: where new songs come from, and what members have suggested. For moderators of control guilds. */
export const sources: Command = {
  control: true,
  declaration: new SlashCommandBuilder()
    .setName('sources')
    .setDescription('Where my new songs come from (for moderators)')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => sub.setName('list').setDescription('What I follow and what it brings'))
    .addSubcommand((sub) =>
      sub
        .setName('add')
        .setDescription('Follow a channel, a playlist or a search on YouTube')
        .addStringOption((option) =>
          option
            .setName('source')
            .setDescription(
              'A YouTube link of a channel, playlist or video, a @handle, or words to search for',
            )
            .setRequired(true)
            .setMaxLength(300),
        ),
    )
    .addSubcommand((sub) => withSource(sub, 'pause'))
    .addSubcommand((sub) => withSource(sub, 'resume'))
    .addSubcommand((sub) => withSource(sub, 'remove'))
    .addSubcommand((sub) =>
      sub.setName('suggestions').setDescription('Songs that members have suggested, to accept or decline'),
    )
    .toJSON(),

  async handle(deps, interaction) {
    const subcommand = interaction.options.getSubcommand();
    checkControlRights(deps, interaction, WHAT[subcommand] ?? 'choose my sources', 'catalogue');
    if (isChange(subcommand)) return change(deps, interaction, subcommand);
    if (subcommand === 'add') return add(deps, interaction);
    if (subcommand === 'suggestions') return review(deps, interaction);
    return list(deps, interaction);
  },

  async suggest(deps, interaction) {
    if (!hasControlRights(deps, interaction)) return [];
    const subcommand = interaction.options.getSubcommand();
    const all = await listSources({ db: deps.database.db, now: deps.now });
    const fitting = all.filter(
      ({ enabled }) => subcommand === 'remove' || enabled === (subcommand === 'pause'),
    );
    return sourceChoices(fitting, interaction.options.getFocused());
  },

  async press(deps, interaction, id) {
    const decision = parseDecision(id);
    if (decision === undefined) return unknownButton(deps, interaction);
    checkControlRights(deps, interaction, 'decide on suggestions', 'catalogue');
    await acknowledgePress(deps, interaction);
    await decideInReview(deps, interaction, decision);
  },
};

const WHAT: Readonly<Record<string, string>> = {
  list: 'see my sources',
  suggestions: 'decide on suggestions',
};

function isChange(subcommand: string): subcommand is Change {
  return Object.hasOwn(CHANGES, subcommand);
}

function withSource(sub: SlashCommandSubcommandBuilder, change: Change): SlashCommandSubcommandBuilder {
  return sub
    .setName(change)
    .setDescription(CHANGES[change])
    .addStringOption((option) =>
      option
        .setName('source')
        .setDescription('Its name, number or YouTube link')
        .setRequired(true)
        .setMaxLength(300)
        .setAutocomplete(true),
    );
}

async function list(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  await acknowledge(deps, interaction, { private: true });
  const { database, youtube, quota, now } = deps;
  const all = await listSources({ db: database.db, now });
  const budget =
    youtube === undefined ? WITHOUT_KEY : describeForecast(await forecast({ db: database.db, quota, now }));
  await interaction.editReply({ content: describeSources(all, budget), allowedMentions: { parse: [] } });
}

async function add(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  const text = interaction.options.getString('source', true);
  await acknowledge(deps, interaction);
  const { database, youtube, now } = deps;
  const added = await addSource({ db: database.db, youtube, now }, text);
  deps.logger.info({ sourceId: added.source.sourceId, outcome: added.outcome }, 'a source was added');
  await interaction.editReply({
    content: describeAdded(added, youtube !== undefined),
    allowedMentions: { parse: [] },
  });
}

async function change(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  wanted: Change,
): Promise<void> {
  const text = interaction.options.getString('source', true);
  await acknowledge(deps, interaction);
  const source = await changeSource({ db: deps.database.db, now: deps.now }, text, wanted);
  deps.logger.info({ sourceId: source.sourceId, change: wanted }, 'a source was changed');
  await interaction.editReply({ content: describeChanged(source, wanted), allowedMentions: { parse: [] } });
}

async function review(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void> {
  await acknowledge(deps, interaction, { private: true });
  const waiting = await reviewSuggestions(suggestDeps(deps), MOST_REVIEWED);
  await interaction.editReply({ ...reviewMessage(waiting), allowedMentions: { parse: [] } });
}

/** Decides, and shows what is left; also where somebody else has decided already, who is then told so. */
async function decideInReview(
  deps: BotDependencies,
  interaction: ButtonInteraction,
  decision: { readonly suggestionId: number; readonly accept: boolean },
): Promise<void> {
  const { suggestionId, accept: accepted } = decision;
  let said: string;
  try {
    const decided = await decide(suggestDeps(deps), decision);
    deps.logger.info({ suggestionId, accepted }, 'a suggestion was decided on');
    said = describeReviewed(decided);
    await tellDecision(interaction.client, deps.logger, decided);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    said = `⚠️ ${error.message}`;
  }
  const waiting = await reviewSuggestions(suggestDeps(deps), MOST_REVIEWED);
  await interaction.editReply({ ...reviewMessage(waiting, said), allowedMentions: { parse: [] } });
}
