import type { Source } from '../../../db/queries/sources.ts';

type Yielding = Pick<Source, 'recent_songs' | 'recent_units'>;

/**
 * What a source is taken to have brought before it was ever asked: 10 songs a unit, where 25 is the most there can be
 * (50 songs for a page and for reading their texts). High enough that a new source soon gets its turn.
 */
const EXPECTED = { songs: 20, units: 2 };

/** Every so many turns the source that has waited longest is asked instead of the best one. */
const PATIENCE = 8;

/** Songs a unit to be expected of a source: what it brought lately, and a little of what any source might. */
export function expectedYield({ recent_songs, recent_units }: Yielding): number {
  return (recent_songs + EXPECTED.songs) / (recent_units + EXPECTED.units);
}

/**
 * The source to ask next: the one with the best yield lately, and now and then the one that has waited longest, so that a
 * source which was poor once is not forgotten (epsilon-greedy with a fixed turn in place of chance; Sutton and Barto,
 * Reinforcement Learning, 2.2).
 *
 * @param sources the one that has waited longest first
 * @param turn counted from 1
 */
export function chooseSource<S extends Yielding>(sources: readonly S[], turn: number): S | undefined {
  const [longest, ...others] = sources;
  if (longest === undefined || turn % PATIENCE === 0) return longest;
  return others.reduce((best, one) => (expectedYield(one) > expectedYield(best) ? one : best), longest);
}

/** A source that brought fewer songs a unit than this, over so many units, is not worth its units now. */
const POOR = { songsPerUnit: 0.25, units: 6 };

/** Whether a source should rest although it has more to give. */
export function isPoor({ recent_songs, recent_units }: Yielding): boolean {
  return recent_units >= POOR.units && recent_songs < POOR.songsPerUnit * recent_units;
}
