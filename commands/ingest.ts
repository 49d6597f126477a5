import {
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { ingest as runIngest } from '../src/catalogue/ingest.ts';
import { describeForecast, forecast } from '../src/catalogue/quota/forecast.ts';
import type { Command } from '../src/discord/command.ts';
import { checkControlRights } from '../src/discord/control-rights.ts';
import { describeIngest, describeIngestProgress } from '../src/discord/ingest-text.ts';
import { answerLive } from '../src/discord/live-answer.ts';
import { UserError } from '../src/errors/user-error.ts';

/** `/ingest now`: looks for new songs at once, as the hourly run does. For moderators of control guilds. */
export const ingest: Command = {
  control: true,
  declaration: new SlashCommandBuilder()
    .setName('ingest')
    .setDescription('Look for new songs (for moderators)')
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => sub.setName('now').setDescription('Ask my sources for new songs right now'))
    .toJSON(),

  async handle(deps, interaction) {
    checkControlRights(deps, interaction, 'let me look for songs', 'catalogue');
    const { database, youtube, quota, songRules, predictSongs, logger, now, stopping } = deps;
    if (youtube === undefined) {
      throw new UserError(
        'no-youtube-key',
        'I have no key for YouTube yet, so I cannot look for songs there. Whoever runs me can set `YOUTUBE_API_KEY`.',
      );
    }
    await answerLive(deps, interaction, 'ingest', async (reply) => {
      const outcome = await runIngest(
        { database, youtube, quota, songRules, predictSongs, logger, now },
        { signal: stopping, onProgress: (progress) => reply.update(describeIngestProgress(progress)) },
      );
      const budget = describeForecast(await forecast({ db: database.db, quota, now }));
      await reply.finish(describeIngest(outcome, budget));
    });
  },
};
