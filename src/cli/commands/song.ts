import { z } from 'zod';
import { MOODS } from '../../moods.ts';
import { songDetails } from '../../recommend/song-details.ts';
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
  song: foundSong.extend({ url: z.string(), license: z.string(), attribution: z.string() }),
  state: z.enum(['available', 'taken-out', 'erased']),
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
  async run({ database, activeModel }, { song: wanted, mood: explained }): Promise<SongResult> {
    const { song: found, ...details } = await songDetails(
      { db: database.db, classifier: activeModel.current()?.classifier },
      { song: wanted, mood: explained },
    );
    return result.parse({
      ...details,
      song: { ...found, url: `https://www.youtube.com/watch?v=${found.videoId}` },
      opinions: details.opinions?.map((one) => ({ ...one, score: one.score ?? null })) ?? null,
    });
  },
});
