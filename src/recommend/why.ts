import type { RankedSong } from '../../db/queries/ranking.ts';
import { explain } from '../classifier/explain.ts';
import type { Classifier } from '../classifier/types.ts';
import type { Mood } from '../moods.ts';

/** How many words the reason names. */
const WORDS = 3;

/** What speaks for a song, as far as it is known. */
export interface Why {
  /** The words of its text that speak most for the mood; empty without a model. */
  readonly words: readonly string[];
  /** Voters who chose the mood, of all who voted on the song. */
  readonly voters: number;
  readonly allVoters: number;
  /** Prediction and votes combined, 0 to 1. */
  readonly confidence: number;
}

/** Why a song was picked for a mood. */
export function why(song: RankedSong, mood: Mood, classifier: Classifier | undefined): Why {
  const { voters, allVoters, score } = song;
  return {
    words: classifier === undefined ? [] : words(classifier, song, mood),
    voters,
    allVoters,
    confidence: score,
  };
}

function words(classifier: Classifier, song: RankedSong, mood: Mood): string[] {
  const { title, description, tags, genre, channel, artist, instruments } = song;
  const text = { title, description, tags, genre, channel, artist, instruments };
  const found: string[] = [];
  for (const { word, contribution } of explain(classifier, text, mood).words) {
    if (contribution > 0 && !found.some((other) => overlap(other, word))) found.push(word);
    if (found.length === WORDS) break;
  }
  return found;
}

/** Whether one of two words or phrases says what the other one says already. */
function overlap(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x.includes(y) || y.includes(x);
}
