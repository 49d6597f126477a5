import { MOODS } from '../moods.ts';
import { cleanText } from '../text/clean.ts';
import type { SongText } from '../text/song-text.ts';
import { seededRandom, shuffled } from './random.ts';
import type { Example } from './types.ts';
import { foremost } from './vectors.ts';

/**
 * Assigns every example to one of `folds` folds, each with its share of every mood. Songs with the same title or the
 * same description (case, accents' encoding and spaces aside) stay together, so that a re-upload never sits on both
 * sides. Depends only on the songs and the seed, not on their order.
 * @returns the fold of every example, from 0; with few songs some folds may be empty
 * @throws RangeError for fewer than two folds
 */
export function assignFolds(examples: readonly Example[], folds: number, seed: number): number[] {
  if (!(Number.isInteger(folds) && folds >= 2))
    throw new RangeError(`expected at least 2 folds, got ${folds}`);
  const order = examples.map((_, index) => index).sort((a, b) => compareIds(examples, a, b));
  const groups = shuffled(sameSongs(examples, order), seededRandom(seed));
  groups.sort((a, b) => b.length - a.length);

  const totals = countMoods(examples, order);
  const held = Array.from({ length: folds }, () => new Float64Array(MOODS.length));
  const sizes = new Int32Array(folds);
  const fold = new Array<number>(examples.length).fill(0);
  for (const group of groups) {
    const moods = countMoods(examples, group);
    let best = 0;
    let bestCrowd = Number.POSITIVE_INFINITY;
    held.forEach((counts, candidate) => {
      // Share of each of the group's moods already there; the fold's size decides between equals.
      let crowd = (sizes[candidate] ?? 0) / (1000 * examples.length);
      moods.forEach((n, mood) => {
        if (n > 0) crowd += (n * (counts[mood] ?? 0)) / (totals[mood] ?? 1);
      });
      if (crowd < bestCrowd) {
        bestCrowd = crowd;
        best = candidate;
      }
    });
    for (const index of group) fold[index] = best;
    moods.forEach((n, mood) => {
      const counts = held[best] as Float64Array;
      counts[mood] = (counts[mood] ?? 0) + n;
    });
    sizes[best] = (sizes[best] ?? 0) + group.length;
  }
  return fold;
}

function compareIds(examples: readonly Example[], a: number, b: number): number {
  const left = examples[a]?.id ?? '';
  const right = examples[b]?.id ?? '';
  return left < right ? -1 : left > right ? 1 : 0;
}

function countMoods(examples: readonly Example[], indices: readonly number[]): Float64Array {
  const counts = new Float64Array(MOODS.length);
  for (const index of indices) {
    const target = examples[index]?.target;
    if (target === undefined) continue;
    const mood = foremost(target);
    counts[mood] = (counts[mood] ?? 0) + 1;
  }
  return counts;
}

/** Groups connected by an equal title or description; order within and among groups follows `order`. */
function sameSongs(examples: readonly Example[], order: readonly number[]): number[][] {
  const parent = examples.map((_, index) => index);
  const root = (index: number): number => {
    let node = index;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node] as number] as number;
      node = parent[node] as number;
    }
    return node;
  };
  const seen = new Map<string, number>();
  for (const index of order) {
    for (const key of textKeys(examples[index]?.text)) {
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, index);
      else parent[root(index)] = root(earlier);
    }
  }
  const groups = new Map<number, number[]>();
  for (const index of order) {
    const key = root(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

function textKeys(text: SongText | undefined): string[] {
  if (text === undefined) return [];
  const title = normalised(text.title);
  const description = normalised(text.description);
  return [title && `title ${title}`, description && `description ${description}`].filter((key) => key !== '');
}

function normalised(text: string): string {
  return cleanText(text).toLowerCase().replace(/\s+/g, ' ').trim();
}
