/**
 * How fast the classifier is trained and how fast it predicts, beside others that do the same on this machine.
 *
 *   node bench/classifier.ts [--data DIR] [--only retrain,fit,moods,predict] [--runs N] [--peers] [--patience S]
 *
 * DIR (default `../shared/data`) holds labelled CSV files with the columns id, title, description, channel, tags and
 * mood. `--peers` asks scikit-learn and LIBLINEAR too, where they are installed (Debian: python3-sklearn,
 * liblinear-tools). Figures are medians of N runs (default 5) after a warm-up; the article's pipeline,
 * which takes many minutes, runs once and is stopped after S seconds (default 600).
 */
import { parseArgs } from 'node:util';
import { reportFits } from './classifier/fits.ts';
import { LIBLINEAR_NEEDS } from './classifier/liblinear.ts';
import { reportMoodsGrowth } from './classifier/moods-growth.ts';
import { reportPredictions } from './classifier/predictions.ts';
import { findPython } from './classifier/python.ts';
import { reportRetrains } from './classifier/retrains.ts';
import { describeMachine, thisMachine } from './machine.ts';
import { wholeNumber } from './whole-number.ts';

const PARTS = ['retrain', 'fit', 'moods', 'predict'];
const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', default: PARTS.join(',') },
    runs: { type: 'string', default: '5' },
    peers: { type: 'boolean', default: false },
    patience: { type: 'string', default: '600' },
  },
});
const parts = new Set(flags.only.split(','));
for (const part of parts) {
  if (!PARTS.includes(part)) throw new Error(`--only: expected some of ${PARTS.join(', ')}, got ${part}`);
}
const directory = flags.data;
const runs = wholeNumber('--runs', flags.runs);
const patience = wholeNumber('--patience', flags.patience);
const say = (text: string) => void process.stdout.write(text);

say(`${describeMachine(thisMachine())}\n\n`);
if (parts.has('retrain')) {
  const python = flags.peers ? findPython('import sklearn') : undefined;
  say(await reportRetrains({ directory, runs, python, patience }));
}
if (parts.has('fit')) say(reportFits(directory, runs, flags.peers ? findPython(LIBLINEAR_NEEDS) : undefined));
if (parts.has('moods')) say(await reportMoodsGrowth(directory, runs));
if (parts.has('predict')) say(reportPredictions(directory, runs));
