import { z } from 'zod';
import { MOODS } from '../../moods.ts';
import { songDetails } from '../../recommend/song-details.ts';
import { explainingClassifier } from '../../training/model-age.ts';
import { defineCommand } from '../command.ts';

const mood = z.enum(MOODS);
const word = z.object({ word: z.string(), points: z.number() });
const foundSong = z.object({
  videoId: z.string(),
  title: z.string(),
  artist: z.string(),
  channel: z.string(),
});

const result = z.object({
  song: foundSong.extend({
    url: z.string(),
    license: z.string(),
    attribution: z.string(),
    /** Countries, ISO 3166-1 alpha-2: the only ones where it plays, or null, and those where it does not. */
    regionsAllowed: z.array(z.string()).nullable(),
    regionsBlocked: z.array(z.string()),
    /** Whether YouTube says that it is made for children; null where it says nothing. */
    madeForKids: z.boolean().nullable(),
  }),
  state: z.enum(['available', 'taken-out', 'erased']),
  /** The song that it is a re-upload of, and in whose place it is not recommended. */
  original: foundSong.extend({ url: z.string() }).nullable(),
  votes: z.object({
    voters: z.number(),
    tallies: z.array(z.object({ mood, share: z.number(), voters: z.number() })),
  }),
  /** In the order of the moods; null where no model has an opinion. */
  opinions: z.array(z.object({ mood, prediction: z.number(), score: z.number().nullable() })).nullable(),
  /** For each of them `score` is `start` and the points of all words together. */
  reasons: z.array(
    z.object({ mood, start: z.number(), up: z.array(word), down: z.array(word), score: z.number() }),
  ),
  alternatives: z.array(foundSong),
});

export type SongResult = z.infer<typeof result>;

/** How a song was voted on and what the model thinks of it. */
export const song = defineCommand({
  args: z.object({ song: z.string(), mood: mood.optional() }),
  result,
  async run({ database, activeModel, now }, { song: wanted, mood: explained }): Promise<SongResult> {
    const { song: found, ...details } = await songDetails(
      { db: database.db, classifier: explainingClassifier(activeModel.current(), now()) },
      { song: wanted, mood: explained },
    );
    return result.parse({
      ...details,
      song: withUrl(found),
      original: details.original === undefined ? null : withUrl(details.original),
      opinions: details.opinions?.map((one) => ({ ...one, score: one.score ?? null })) ?? null,
    });
  },
});

function withUrl<T extends { readonly videoId: string }>(song: T): T & { url: string } {
  return { ...song, url: `https://www.youtube.com/watch?v=${song.videoId}` };
}
