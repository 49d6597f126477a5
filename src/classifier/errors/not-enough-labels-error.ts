import type { Mood } from '../../moods.ts';

/** There is too little to learn from: a classifier needs songs of at least two moods. */
export class NotEnoughLabelsError extends Error {
  override readonly name = 'NotEnoughLabelsError';
  /** Labelled songs given. */
  readonly labels: number;
  /** The moods among them. */
  readonly moods: readonly Mood[];

  constructor(labels: number, moods: readonly Mood[]) {
    super(`expected labelled songs of at least two moods, got ${labels} of ${moods.join(', ') || 'none'}`);
    this.labels = labels;
    this.moods = moods;
  }
}
