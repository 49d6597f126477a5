import { readStarterFile } from '../../src/catalogue/starter-file.ts';
import type { FakeVideo } from '../../tests/support/youtube-server.ts';

const MINUTE_MS = 60_000;

/** Of a hundred uploads of a channel of no-copyright music so many are something else. */
const NO_SONGS: readonly (readonly [count: number, fields: Partial<FakeVideo>])[] = [
  [6, { license: 'youtube' }],
  [3, { duration: 'PT1H4M', title: '1 Hour of Calm Music for Studying' }],
  [2, { duration: 'PT31S' }],
  [1, { embeddable: false }],
  [1, { title: 'Shape of a Song (Karaoke Version)' }],
  [1, { title: 'Producer Talk Podcast, Episode 12' }],
  [1, { regionRestriction: { allowed: [] } }],
];

/** What makes up songs one may tell apart: titles, artists, genres of the starter catalogue put together anew. */
export async function songMaker(): Promise<(n: number) => Omit<FakeVideo, 'id'>> {
  const { songs } = await readStarterFile();
  const part = (n: number, stride: number) => songs[(n * stride) % songs.length] ?? songs[0];
  return (n) => {
    const [a, b, c] = [part(n, 7), part(n, 13), part(n, 29)];
    const artist = a?.[2] ?? '';
    return {
      title: `${artist} - ${a?.[1]} ${b?.[1]} ${n} | No Copyright Music`,
      description: `${a?.[1]} by ${artist}, ${b?.[4]} with ${c?.[6].join(', ')}.\n`.repeat(6),
      tags: [...(a?.[5] ?? []), ...(b?.[6] ?? [])],
      duration: `PT${2 + (n % 5)}M${n % 60}S`,
      publishedAt: new Date(Date.UTC(2026, 0, 1) - n * 97 * MINUTE_MS).toISOString(),
    };
  };
}

/** Eleven characters, the same for the same number. */
export function idOf(n: number): string {
  return `b${n.toString(36).padStart(10, '0')}`;
}

/** What of a hundred uploads the n-th is, where it is no song. */
export function otherThanSong(n: number): Partial<FakeVideo> {
  let place = (n * 37) % 100;
  for (const [count, fields] of NO_SONGS) {
    if (place < count) return fields;
    place -= count;
  }
  return {};
}
