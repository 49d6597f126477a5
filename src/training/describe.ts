import type { ModelStatus } from '../../db/schema.ts';
import type { Metrics, Progress } from '../classifier/types.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';

const STAGES: Readonly<Record<string, string>> = {
  reading: 'Reading the labels',
  choosing: 'Trying settings',
  fitting: 'Learning',
  calibrating: 'Checking how sure it may be',
  comparing: 'Comparing with the model in use',
  predicting: 'Listening to every song again',
  measuring: 'Measuring what more labels bring',
  drawing: 'Drawing the pictures',
};

/** What becomes of a model, in words for people. */
export const STATUS_WORDS: Readonly<Record<ModelStatus, string>> = {
  active: 'in use',
  retired: 'in use before',
  refused: 'not used: worse',
  damaged: 'damaged',
  expired: 'too old',
  // Also one that is just being put to use.
  challenger: 'not in use',
};

/** One line for people about how far a retrain, a rollback or a report has come. */
export function describeProgress({ stage, done, total }: Progress): string {
  const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : '';
  return `${STAGES[stage] ?? stage}…${share}`;
}

/** The confusion matrix as text, narrow enough for a phone: columns go by the first three letters. */
export function confusionTable({ confusion }: Metrics): string[] {
  const names = MOODS.map((mood) => MOOD_INFO[mood].short);
  const header = ['', ...names.map((name) => name.slice(0, 3))];
  const rows = confusion.map((counts, index) => [names[index] ?? '', ...counts.map(String)]);
  return [header, ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(5), ...cells.map((cell) => cell.padStart(5))].join(''),
  );
}
