/**
 * How well the classifier reads moods from text, by grouped and stratified 5-fold cross-validation on labelled CSV
 * files, and how long a whole retrain takes.
 *
 *   node bench/accuracy.ts [--data DIR] [--seeds N] [--json]
 *
 * Every `*.csv` in DIR (default `../shared/data`) with the columns id, title, description, channel, tags (joined by
 * `|`) and mood is one data set; rows without a mood are left out, and so are files without any.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { precisionAt } from '../src/classifier/precision-at.ts';
import { trainClassifier } from '../src/classifier/train.ts';
import type { Example } from '../src/classifier/types.ts';
import { isMood, moodVector } from '../src/moods.ts';
import { songText } from '../src/text/song-text.ts';

interface Result {
  readonly file: string;
  readonly songs: number;
  readonly cost: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly logLoss: number;
  readonly calibrationError: number;
  readonly precisionAt5: number;
  readonly precisionAt10: number;
  readonly features: number;
  /** One whole retrain: reading, choosing, calibrating, fitting. */
  readonly seconds: number;
}

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seeds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const seeds = Number(flags.seeds);
const results = readdirSync(flags.data)
  .filter((file) => file.endsWith('.csv'))
  .sort()
  .map((file) => ({ file, examples: readExamples(join(flags.data, file)) }))
  .filter(({ examples }) => examples.length > 0)
  .map(({ file, examples }) => averaged(file, examples));
process.stdout.write(flags.json ? `${JSON.stringify(results, null, 2)}\n` : table(results));

function readExamples(path: string): Example[] {
  const rows = parse(readFileSync(path), { columns: true }) as Record<string, string | undefined>[];
  return rows.flatMap((row) => {
    const mood = row.mood?.toLowerCase() ?? '';
    if (!isMood(mood)) return [];
    const { id = '', title = '', description = '', channel = '', tags = '' } = row;
    const text = songText({ title, description, channel, tags: tags === '' ? [] : tags.split('|') });
    return [{ id, text, target: moodVector((other) => (other === mood ? 1 : 0)), weight: 1 }];
  });
}

/** Means over the seeds; the seed decides the folds. */
function averaged(file: string, examples: readonly Example[]): Result {
  const runs = Array.from({ length: seeds }, (_, seed) => measured(file, examples, seed + 1));
  const mean = (of: (run: Result) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return {
    file: basename(file, '.csv'),
    songs: examples.length,
    cost: mean((run) => run.cost),
    accuracy: mean((run) => run.accuracy),
    macroF1: mean((run) => run.macroF1),
    logLoss: mean((run) => run.logLoss),
    calibrationError: mean((run) => run.calibrationError),
    precisionAt5: mean((run) => run.precisionAt5),
    precisionAt10: mean((run) => run.precisionAt10),
    features: mean((run) => run.features),
    seconds: mean((run) => run.seconds),
  };
}

function measured(file: string, examples: readonly Example[], seed: number): Result {
  const started = performance.now();
  const { report, outOfFold } = trainClassifier({ examples, seed, trainedAt: new Date(0) });
  const seconds = (performance.now() - started) / 1000;
  const targetOf = new Map(examples.map(({ id, target }) => [id, target]));
  const targets = outOfFold.ids.map((id) => targetOf.get(id) ?? moodVector(() => 0));
  const { songs, accuracy, macroF1, logLoss, calibrationError } = report.metrics;
  return {
    file,
    songs,
    cost: report.recipe.cost,
    accuracy,
    macroF1,
    logLoss,
    calibrationError,
    precisionAt5: precisionAt(5, targets, outOfFold.probabilities),
    precisionAt10: precisionAt(10, targets, outOfFold.probabilities),
    features: report.features,
    seconds,
  };
}

function table(rows: readonly Result[]): string {
  const header = [
    'data set',
    'songs',
    'C',
    'accuracy',
    'macro-F1',
    'log-loss',
    'ECE',
    'P@5',
    'P@10',
    'features',
    'seconds',
  ];
  const cells = rows.map((row) => [
    row.file,
    String(row.songs),
    row.cost.toFixed(1),
    row.accuracy.toFixed(3),
    row.macroF1.toFixed(3),
    row.logLoss.toFixed(3),
    row.calibrationError.toFixed(3),
    row.precisionAt5.toFixed(2),
    row.precisionAt10.toFixed(2),
    row.features.toFixed(0),
    row.seconds.toFixed(2),
  ]);
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return `${[header, ...cells].map(format).join('\n')}\n`;
}
