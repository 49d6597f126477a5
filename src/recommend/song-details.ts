import type { Kysely } from 'kysely';
import { type SongRow, songById, songScores } from '../../db/queries/song-details.ts';
import { type FoundSong, findSongs, songsById } from '../../db/queries/song-search.ts';
import { songTallies, type Tally } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import { explain } from '../classifier/explain.ts';
import { predict } from '../classifier/predict.ts';
import type { Classifier } from '../classifier/types.ts';
import { UserError } from '../errors/user-error.ts';
import { MOODS, type Mood } from '../moods.ts';
import { videoIdOf } from '../text/youtube-link.ts';
import { type WordWeights, wordWeights } from './word-weights.ts';

/** How many other songs are named that a title may have meant. */
const ALTERNATIVES = 4;

export interface SongDetailsDependencies {
  readonly db: Kysely<Schema>;
  /** The active model as this process has it; undefined while there is none. */
  readonly classifier: Classifier | undefined;
}

export interface SongDetailsRequest {
  /** A YouTube link, a video id, or words of the title. */
  readonly song: string;
  /** A mood to explain besides the foremost one. */
  readonly mood?: Mood | undefined;
}

export interface MoodOpinion {
  readonly mood: Mood;
  /** The model's probability. */
  readonly prediction: number;
  /** Prediction and votes combined, as ranking uses it; undefined while the song has not been ranked. */
  readonly score: number | undefined;
}

export interface MoodReasons extends WordWeights {
  readonly mood: Mood;
}

/** All there is to tell of one song. */
export interface SongDetails {
  readonly song: SongRow;
  /** `erased`: gone from the catalogue with all text; `taken-out`: its text is kept, but it is not recommended. */
  readonly state: 'available' | 'taken-out' | 'erased';
  /** The song that is recommended in place of this one, which is a re-upload of it. */
  readonly original: FoundSong | undefined;
  readonly votes: {
    readonly voters: number;
    /** Moods without votes are left out; most votes first. */
    readonly tallies: readonly Tally[];
  };
  /** In the order of MOODS; undefined where no model has an opinion. */
  readonly opinions: readonly MoodOpinion[] | undefined;
  /** For the foremost mood and for the one asked about; empty where the model's words are not known. */
  readonly reasons: readonly MoodReasons[];
  /** Other songs that the words of a title fit. */
  readonly alternatives: readonly FoundSong[];
}

/**
 * Finds a song and tells how members voted on it and what the model thinks of it, and why.
 *
 * @throws UserError `unknown-song`
 */
export async function songDetails(
  { db, classifier }: SongDetailsDependencies,
  request: SongDetailsRequest,
): Promise<SongDetails> {
  const { song, alternatives } = await find(db, request.song);
  const { title, description, tags, genre, channel, artist, instruments } = song;
  const text = { title, description, tags, genre, channel, artist, instruments };
  const state = song.available ? 'available' : title === '' ? 'erased' : 'taken-out';
  const [original] = song.duplicateOf === null ? [] : await songsById(db, [song.duplicateOf]);
  const tallies = await songTallies(db, song.videoId);
  const voters = Math.round(tallies.reduce((sum, { share }) => sum + share, 0));
  const scores = state === 'erased' ? [] : await songScores(db, song.videoId);
  // By the same model as the words, even if another has been activated since.
  const predicted = classifier && state !== 'erased' ? predict(classifier, [text])[0] : undefined;
  const opinions =
    predicted === undefined && scores.length < MOODS.length
      ? undefined
      : MOODS.map((mood, index) => {
          const known = scores.find((one) => one.mood === mood);
          return { mood, prediction: predicted?.[index] ?? known?.prediction ?? 0, score: known?.score };
        });
  const explained =
    opinions && predicted && new Set([foremost(opinions), request.mood ?? foremost(opinions)]);
  const reasons =
    classifier === undefined
      ? []
      : [...(explained ?? [])].map((mood) => ({ mood, ...wordWeights(explain(classifier, text, mood)) }));
  return { song, state, original, votes: { voters, tallies }, opinions, reasons, alternatives };
}

function unknownSong(wanted: string): UserError {
  const advice = /^\s*<?https?:/i.test(wanted)
    ? 'I do not have the song of that link. Try words of its title: I may have it from another channel.'
    : 'I do not have that song. Please try other words of its title, or its YouTube link.';
  return new UserError('unknown-song', advice);
}

/** The most probable mood; of equal ones the first. */
export function foremost(opinions: readonly MoodOpinion[]): Mood {
  const [first, ...others] = opinions;
  if (first === undefined) throw new RangeError('no moods to compare');
  return others.reduce((best, one) => (one.prediction > best.prediction ? one : best), first).mood;
}

async function find(
  db: Kysely<Schema>,
  wanted: string,
): Promise<{ song: SongRow; alternatives: readonly FoundSong[] }> {
  const videoId = videoIdOf(wanted);
  const byId = videoId === undefined ? undefined : await songById(db, videoId);
  if (byId !== undefined) return { song: byId, alternatives: [] };
  // Also for what may be an id: a word of a title may have eleven letters too.
  const [best, ...alternatives] = wanted.trim() === '' ? [] : await findSongs(db, wanted, 1 + ALTERNATIVES);
  const song = best && (await songById(db, best.videoId));
  if (song === undefined) throw unknownSong(wanted);
  return { song, alternatives };
}
