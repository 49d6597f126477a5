import { MOODS, type MoodVector } from '../moods.ts';
import { foremost } from './vectors.ts';

/**
 * What a member who asks for a mood sees: the share of songs truly of that mood among the `k` that are most probably
 * of it, averaged over the moods that any label has.
 */
export function precisionAt(
  k: number,
  targets: readonly MoodVector[],
  probabilities: readonly MoodVector[],
): number {
  const labels = targets.map(foremost);
  const present = [...MOODS.keys()].filter((mood) => labels.includes(mood));
  const perMood = present.map((mood) => {
    const best = [...probabilities.keys()]
      .sort((a, b) => (probabilities[b]?.[mood] ?? 0) - (probabilities[a]?.[mood] ?? 0))
      .slice(0, k);
    return best.filter((song) => labels[song] === mood).length / Math.max(best.length, 1);
  });
  return perMood.reduce((sum, precision) => sum + precision, 0) / Math.max(perMood.length, 1);
}
