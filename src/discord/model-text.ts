import { type APIApplicationCommandOptionChoice, TimestampStyles, time } from 'discord.js';
import type { ModelStatus } from '../../db/schema.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';
import type { ListedModel } from '../training/list-models.ts';
import type { ModelReport } from '../training/model-report.ts';
import type { RollbackResult } from '../training/rollback.ts';
import { fitting, percent, signed } from './text.ts';

const STATUSES: Readonly<Record<ModelStatus, string>> = {
  active: '**in use**',
  retired: 'in use before',
  refused: 'not used: worse',
  damaged: 'damaged',
  challenger: 'never put to use',
};

/** The models there are, newest first; short lines, for a phone. */
export function describeModels(models: readonly ListedModel[]): string {
  if (models.length === 0)
    return 'I have no model yet. React to my songs, and `/retrain` lets me learn from that.';
  return fitting([...models.flatMap(modelLines), LEGEND]);
}

const VERDICTS: Readonly<Record<NonNullable<ListedModel['comparison']>['verdict'], string>> = {
  better: 'better',
  same: 'no clear change',
  worse: 'worse',
};

const LEGEND = '-# Accuracy: how often I am right about songs I had not seen.';

function modelLines({ modelId, status, trainedAt, figures, comparison }: ListedModel): string[] {
  const lines = [
    `**Model ${modelId}** · ${STATUSES[status]} · ${time(trainedAt, TimestampStyles.ShortDate)}`,
  ];
  if (figures === undefined) return [...lines, '-# Its figures are of another version of me.'];
  const { labels, accuracy, macroF1 } = figures;
  lines.push(`accuracy ${percent(accuracy, 1)} · macro-F1 ${percent(macroF1, 1)}`);
  if (comparison === undefined) return [...lines, `-# ${labels} labels`];
  return [
    ...lines,
    `-# ${labels} labels · ${VERDICTS[comparison.verdict]}`,
    `-# accuracy ${change(comparison.accuracy)} · F1 ${change(comparison.macroF1)}`,
  ];
}

/** A change in percentage points with its 95 % interval. */
function change({ difference, low, high }: NonNullable<ListedModel['comparison']>['accuracy']): string {
  const [middle, from, to] = [difference, low, high].map((share) => signed(100 * share));
  return `${middle} (${from}…${to})`;
}

/** A model to choose while typing. */
export function modelChoice({
  modelId,
  status,
  trainedAt,
  figures,
}: ListedModel): APIApplicationCommandOptionChoice<number> {
  const known = figures && ` · ${figures.labels} labels · ${percent(figures.accuracy, 1)}`;
  const name = `Model ${modelId} · ${trainedAt.toISOString().slice(0, 10)}${known ?? ''} · ${STATUSES[status].replaceAll('*', '')}`;
  return { name, value: modelId };
}

/** What came of a rollback, for a moderator. */
export function describeRollback({ modelId, trainedAt, previousId }: RollbackResult): string {
  const kept =
    previousId === undefined
      ? ''
      : ` Model ${previousId} is kept; \`/model rollback model:${previousId}\` returns to it.`;
  return [
    `**Done: model ${modelId} is in use again.** The next /mood follows it.`,
    `I learnt it ${time(trainedAt, TimestampStyles.RelativeTime)}.${kept}`,
    '-# The next retrain compares its new model with this one.',
  ].join('\n');
}

/** Two lines of plain words to go with a report's pictures, and what is missing. */
export function describeReport({ modelId, status, labels, metrics, missing }: ModelReport): string {
  const head = `**Model ${modelId}** · ${STATUSES[status]} · ${labels} labels`;
  const quality =
    metrics === undefined
      ? ''
      : `Right about ${percent(metrics.accuracy)} of songs it had not seen.${confusion(metrics.confusion)}`;
  return fitting(
    [head, quality, ...missing.map(({ reason }) => `-# ${reason}`)].filter((line) => line !== ''),
  );
}

/** Which mood is most often taken for another one. */
function confusion(counts: readonly (readonly number[])[]): string {
  const pairs = MOODS.flatMap((mood, row) =>
    MOODS.flatMap((other, column) =>
      row === column ? [] : [{ mood, other, count: counts[row]?.[column] ?? 0 }],
    ),
  );
  const most = pairs.reduce((best, pair) => (pair.count > best.count ? pair : best));
  if (most.count === 0) return '';
  const name = (mood: keyof typeof MOOD_INFO) => MOOD_INFO[mood].label.toLowerCase();
  return ` It most often takes ${name(most.mood)} songs for ${name(most.other)} ones.`;
}
