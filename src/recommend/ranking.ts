/** A song's place in the draw. */
export interface Weighted {
  /** At least 0; twice the score is picked twice as often. */
  readonly score: number;
}

/** How far below the best score a song may lie and still be a good one. */
const GOOD_SHARE_OF_BEST = 0.5;

/**
 * The good ones among songs that come best first: those whose score is at least half of the best one's, and in any
 * case the first `least`.
 */
export function goodOnes<T extends Weighted>(songs: readonly T[], least: number): T[] {
  const best = songs[0]?.score ?? 0;
  return songs.filter((song, index) => index < least || song.score >= best * GOOD_SHARE_OF_BEST);
}

/**
 * Draws without replacement, in proportion to the scores: every song gets the key `log(u) / score` and the
 * greatest keys win (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006).
 *
 * @param random uniform in [0, 1)
 * @returns `count` songs, or all of them where there are fewer, in the order drawn.
 */
export function drawByScore<T extends Weighted>(
  songs: readonly T[],
  count: number,
  random: () => number,
): T[] {
  return songs
    .map((song) => ({ song, key: Math.log(1 - random()) / Math.max(song.score, Number.MIN_VALUE) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ song }) => song);
}
