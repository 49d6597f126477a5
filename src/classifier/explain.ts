import { type Mood, moodIndex } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';
import { traceFeatures } from '../text/trace.ts';
import type { Classifier, Explanation } from './types.ts';

/**
 * Which words of a song speak for (above 0) or against a mood, before calibration. What a character n-gram contributes
 * is counted for the word that it lies in; a feature that occurs several times is shared evenly among its places.
 */
export function explain(classifier: Classifier, text: SongText, mood: Mood): Explanation {
  const index = moodIndex(mood);
  const weights = classifier.model.weights[index];
  const intercept = classifier.model.intercepts[index] ?? 0;
  const words = new Map<string, Explanation['words'][number]>();
  for (const { column, field, word, share } of traceFeatures(classifier.vectorizer, text)) {
    const key = `${field} ${word.toLowerCase()}`;
    const earlier = words.get(key);
    const contribution = (earlier?.contribution ?? 0) + share * (weights?.[column] ?? 0);
    words.set(key, { word: earlier?.word ?? word, field, contribution });
  }
  const sorted = [...words.values()].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const score = sorted.reduce((sum, { contribution }) => sum + contribution, intercept);
  return { words: sorted, intercept, score };
}
