import { seededRandom } from '../../src/classifier/random.ts';
import type { Example } from '../../src/classifier/types.ts';
import { MOODS, moodVector } from '../../src/moods.ts';
import { type SongText, songText } from '../../src/text/song-text.ts';

const OWN_WORDS = [
  ['sunny', 'party', 'dance', 'smile'],
  ['kiss', 'heart', 'wedding', 'darling'],
  ['tears', 'lonely', 'funeral', 'grey'],
  ['swagger', 'boss', 'strut', 'diva'],
  ['lofi', 'breeze', 'sleep', 'waves'],
  ['rage', 'scream', 'war', 'metal'],
];
const COMMON_WORDS = [
  'piano',
  'guitar',
  'beat',
  'mix',
  'instrumental',
  'night',
  'summer',
  'city',
  'river',
  'train',
];

/** A song whose text mostly tells its mood. */
export function madeUpText(mood: number, random: () => number): SongText {
  const pick = (words: readonly string[] = []) => words[Math.floor(random() * words.length)] ?? '';
  const telling = random() < 0.8 ? mood : Math.floor(random() * MOODS.length);
  return songText({
    title: `${pick(COMMON_WORDS)} ${pick(OWN_WORDS[telling])} ${Math.floor(random() * 10_000)}`,
    description: `${pick(COMMON_WORDS)} ${pick(COMMON_WORDS)} ${pick(OWN_WORDS[telling])}`,
    tags: [pick(COMMON_WORDS)],
  });
}

/** Labelled songs, moods in turn; every third label is shared between two moods. */
export function madeUpExamples(count: number, seed: number, moods: number = MOODS.length): Example[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const mood = i % moods;
    const other = (mood + 1) % moods;
    const soft = moods > 1 && i % 3 === 2;
    return {
      id: `song-${String(i).padStart(4, '0')}`,
      text: madeUpText(mood, random),
      target: moodVector((_, m) => (m === mood ? (soft ? 0.7 : 1) : m === other && soft ? 0.3 : 0)),
      weight: 0.5 + random(),
    };
  });
}
