import type { RankedSong } from '../../db/queries/ranking.ts';
import { explain } from '../classifier/explain.ts';
import type { Classifier } from '../classifier/types.ts';
import type { Mood } from '../moods.ts';
import { foremostWords, wordWeights } from './word-weights.ts';

/** How many words the reason names. */
const WORDS = 3;

/** A word with a smaller part of the strongest one's points than this is no reason. */
const WORTH_NAMING = 0.2;

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
  const { shown } = foremostWords(wordWeights(explain(classifier, text, mood)).up, WORDS);
  const strongest = shown[0]?.points ?? 0;
  return shown.filter(({ points }) => points >= WORTH_NAMING * strongest).map(({ word }) => word);
}
