import { type APIApplicationCommandOptionChoice, TimestampStyles, time } from 'discord.js';
import { MOOD_INFO, MOODS } from '../moods.ts';
import { STATUS_WORDS } from '../training/describe.ts';
import type { ListedModel } from '../training/list-models.ts';
import { isStale } from '../training/model-age.ts';
import { type ModelReport, PART_NAMES } from '../training/model-report.ts';
import type { RollbackResult } from '../training/rollback.ts';
import { fitting, percent, signed } from './text.ts';

/** The models there are, newest first; short lines, for a phone, and what they mean. */
export function describeModels(models: readonly ListedModel[], now: Date): string {
  if (models.length === 0)
    return 'I have no model yet. React to my songs, and `/retrain` lets me learn from that.';
  const compared = models.some(({ comparison }) => comparison !== undefined);
  return fitting([
    ...models.flatMap((model) => modelLines(model, now)),
    LEGEND,
    ...(compared ? [CHANGE_LEGEND] : []),
  ]);
}

const VERDICTS: Readonly<Record<NonNullable<ListedModel['comparison']>['verdict'], string>> = {
  better: 'better',
  same: 'no clear change',
  worse: 'worse',
};

const STALE = '-# Its words are too old to be shown: I give no reasons until I have learnt anew.';

const LEGEND =
  '-# Accuracy: how often I am right about songs I had not seen; macro-F1: with all moods counting alike.';
const CHANGE_LEGEND = '-# Small figures: the change since the model then in use, in points (95 % sure).';

function modelLines(model: ListedModel, now: Date): string[] {
  const { modelId, status, trainedAt, activatedAt, figures, comparison } = model;
  const date = time(trainedAt, TimestampStyles.ShortDate);
  const head = [
    `**Model ${modelId}** · ${statusOf(status)} · ${date}`,
    ...(status === 'active' && isStale(trainedAt, now) ? [STALE] : []),
  ];
  if (figures === undefined) return [...head, '-# Its figures are of another version of me.'];
  const { labels, accuracy, macroF1 } = figures;
  const found = `accuracy ${percent(accuracy, 1)} · macro-F1 ${percent(macroF1, 1)}`;
  if (comparison === undefined) return [...head, found, `-# ${counted(labels)}`];
  // A worse one is put to use only where the one before was too old.
  const renewed = comparison.verdict === 'worse' && activatedAt !== null;
  return [
    ...head,
    found,
    `-# ${counted(labels)} · ${renewed ? 'worse, but fresher' : VERDICTS[comparison.verdict]}`,
    `-# accuracy ${change(comparison.accuracy)} · F1 ${change(comparison.macroF1)}`,
  ];
}

function statusOf(status: ListedModel['status']): string {
  return status === 'active' ? `**${STATUS_WORDS.active}**` : STATUS_WORDS[status];
}

function counted(labels: number): string {
  return `${labels} ${labels === 1 ? 'label' : 'labels'}`;
}

/** The 95 % interval of a change, in percentage points. */
function change({ low, high }: NonNullable<ListedModel['comparison']>['accuracy']): string {
  return `${signed(100 * low)} to ${signed(100 * high)}`;
}

/** A model to choose while typing. */
export function modelChoice({
  modelId,
  status,
  trainedAt,
  figures,
}: ListedModel): APIApplicationCommandOptionChoice<number> {
  const known = figures && ` · ${counted(figures.labels)} · ${percent(figures.accuracy, 1)} right`;
  const name = `Model ${modelId} · ${trainedAt.toISOString().slice(0, 10)}${known ?? ''} · ${STATUS_WORDS[status]}`;
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

/**
 * Two lines of plain words to go with a report's pictures, what is missing, and further lines: what the pictures show
 * where they cannot be shown.
 */
export function describeReport(
  { modelId, status, trainedAt, madeAt, labels, metrics, missing }: ModelReport,
  further: readonly string[] = [],
): string {
  const head = `**Model ${modelId}** · ${statusOf(status)} · ${counted(labels)}`;
  const quality =
    metrics === undefined
      ? ''
      : `Right about ${percent(metrics.accuracy)} of songs it had not seen.${confusion(metrics.confusion)}`;
  const stale = status === 'active' && isStale(new Date(trainedAt), new Date(madeAt)) ? STALE : '';
  const without = missing.map(({ part, reason }) => `-# No ${PART_NAMES[part]}: ${reason}`);
  return fitting([head, quality, ...further, stale, ...without].filter((line) => line !== ''));
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
