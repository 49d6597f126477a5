import { MOODS, type MoodVector } from '../moods.ts';
import { InvalidExampleError } from './errors/invalid-example-error.ts';
import { NotEnoughLabelsError } from './errors/not-enough-labels-error.ts';
import type { Example } from './types.ts';
import { foremost } from './vectors.ts';

const SUM_TOLERANCE = 1e-6;

/**
 * The examples in ascending order of id, so that nothing depends on the order in which they came.
 * @throws {@link InvalidExampleError} where a label or weight makes no sense or an id comes twice
 */
export function inOrder(examples: readonly Example[]): Example[] {
  const sorted = [...examples].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  sorted.forEach((example, index) => {
    if (sorted[index - 1]?.id === example.id)
      throw new InvalidExampleError(example.id, 'expected one, got two');
    checkLabel(example.id, example.target, example.weight);
  });
  return sorted;
}

/** @throws {@link NotEnoughLabelsError} unless at least two moods are foremost in some label */
export function requireTwoMoods(targets: readonly MoodVector[]): void {
  const moods = new Set(targets.map((target) => foremost(target)));
  if (moods.size < 2) {
    throw new NotEnoughLabelsError(
      targets.length,
      MOODS.filter((_, mood) => moods.has(mood)),
    );
  }
}

function checkLabel(id: string, target: MoodVector, weight: number): void {
  const sum = target.reduce<number>((total, share) => total + share, 0);
  if (
    target.length !== MOODS.length ||
    !target.every((share) => share >= 0) ||
    Math.abs(sum - 1) > SUM_TOLERANCE
  ) {
    throw new InvalidExampleError(id, `expected six shares that sum to 1, got ${JSON.stringify(target)}`);
  }
  if (!(weight > 0 && Number.isFinite(weight))) {
    throw new InvalidExampleError(id, `expected a weight above 0, got ${weight}`);
  }
}
