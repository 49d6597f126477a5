import { MOODS, type MoodVector, moodVector } from '../moods.ts';

/** Index of the largest number; of equals the first. */
export function foremost(vector: MoodVector): number {
  let best = 0;
  for (let mood = 1; mood < MOODS.length; mood++) {
    if ((vector[mood] ?? 0) > (vector[best] ?? 0)) best = mood;
  }
  return best;
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** log (1 / (1 + e^-x)) without overflow. */
export function logSigmoid(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}

/** log Σ e^x without overflow. */
export function logSumExp(vector: MoodVector): number {
  const top = Math.max(...vector);
  let sum = 0;
  for (const value of vector) sum += Math.exp(value - top);
  return top + Math.log(sum);
}

/** Numbers in proportion to e^x that sum to 1. */
export function softmax(vector: MoodVector): MoodVector {
  const normaliser = logSumExp(vector);
  return moodVector((_, mood) => Math.exp((vector[mood] ?? 0) - normaliser));
}
