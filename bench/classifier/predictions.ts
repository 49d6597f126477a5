import { join } from 'node:path';
import { predict } from '../../src/classifier/predict.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { readExamples } from '../accuracy/examples.ts';
import { textTable } from './text-table.ts';
import { cpuSecondsOf, median } from './timing.ts';

const FILES = ['moodibeats_youtube.csv', 'musiccaps_captions.csv'];
const LEAST_SONGS = 5_000;

/** Songs a second of processor time, from raw text to probabilities. */
export function reportPredictions(directory: string, runs: number): string {
  const lines = [['file', 'songs a second']];
  for (const file of FILES) {
    const examples = readExamples(join(directory, file));
    const { classifier } = trainClassifier({ examples, seed: 1, trainedAt: new Date(0), costs: [1] });
    const texts = examples.map(({ text }) => text);
    const rounds = Math.ceil(LEAST_SONGS / texts.length);
    const seconds = cpuSecondsOf(runs, () => {
      for (let round = 0; round < rounds; round++) predict(classifier, texts);
    });
    lines.push([file, ((rounds * texts.length) / median(seconds)).toFixed(0)]);
  }
  return textTable('Prediction from raw text, processor time.', lines);
}
