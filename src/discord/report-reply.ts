import { AttachmentBuilder, type ChatInputCommandInteraction } from 'discord.js';
import { chartsOf } from '../charts/charts-of.ts';
import { drawReport } from '../charts/draw-report.ts';
import { DrawingFailedError } from '../charts/errors/drawing-failed-error.ts';
import { describeProgress } from '../training/describe.ts';
import { type ModelReport, modelReport } from '../training/model-report.ts';
import type { BotDependencies } from './dependencies.ts';
import { answerLive } from './live-answer.ts';
import { describeReport } from './model-text.ts';
import { FOR_PICTURES, missingPermissions, missingPermissionsHint } from './permissions.ts';
import { privateReply } from './private-reply.ts';

/**
 * Answers a command with a report of a model: two lines of words, and pictures. Where the bot may not attach
 * files, the answer says in words what they show, and who asked is told what is missing.
 *
 * @param modelId the active model unless given
 * @throws UserError as {@link modelReport} does
 */
export async function replyWithReport(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  modelId: number | undefined,
): Promise<void> {
  const missing = missingPermissions(interaction, FOR_PICTURES);
  await answerLive(deps, interaction, 'report', async (reply) => {
    const report = await modelReport(deps, {
      modelId,
      signal: deps.stopping,
      onProgress: (progress) => reply.update(describeProgress(progress)),
    });
    if (missing.length > 0) {
      await reply.finish(describeReport(report, inWords(report)));
    } else {
      reply.update(describeProgress({ stage: 'drawing', done: 0, total: 0 }));
      const files = await pictures(deps, report);
      const content = files === undefined ? describeReport(report, [NOT_DRAWN]) : describeReport(report);
      await reply.finish(content, files);
    }
  });
  if (missing.length > 0) await privateReply(deps.logger, interaction, missingPermissionsHint(missing));
}

const NOT_DRAWN = '-# The pictures could not be drawn, sorry. Whoever runs me finds the reason in my log.';

/** @returns undefined, after an error in the log, where they could not be drawn. */
async function pictures(
  { logger, stopping }: BotDependencies,
  report: ModelReport,
): Promise<AttachmentBuilder[] | undefined> {
  try {
    return (await drawReport(report, stopping)).map(
      ({ name, alt, png }) => new AttachmentBuilder(Buffer.from(png), { name, description: alt }),
    );
  } catch (error) {
    if (!(error instanceof DrawingFailedError)) throw error;
    logger.error({ err: error, modelId: report.modelId }, 'a report goes out without pictures');
    return undefined;
  }
}

function inWords(report: ModelReport): string[] {
  return chartsOf(report).map(({ title, alt }) => `**${title}**\n${alt}`);
}
