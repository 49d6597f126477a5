import { z } from 'zod';
import { MOODS } from '../../moods.ts';
import { MOST_SONGS, recommend } from '../../recommend/recommend.ts';
import { why } from '../../recommend/why.ts';
import { explainingClassifier } from '../../training/model-age.ts';
import { defineCommand } from '../command.ts';

const args = z.object({ mood: z.enum(MOODS), count: z.int().min(1).max(MOST_SONGS) });

const result = z.object({
  mood: z.enum(MOODS),
  songs: z.array(
    z.object({
      videoId: z.string(),
      url: z.string(),
      title: z.string(),
      artist: z.string(),
      channel: z.string(),
      license: z.string(),
      attribution: z.string(),
      /** Countries, ISO 3166-1 alpha-2: the only ones where it plays, or null, and those where it does not. */
      regionsAllowed: z.array(z.string()).nullable(),
      regionsBlocked: z.array(z.string()),
      why: z.object({
        words: z.array(z.string()),
        voters: z.number(),
        allVoters: z.number(),
        confidence: z.number(),
      }),
    }),
  ),
});

export type MoodResult = z.infer<typeof result>;

/** Songs for a mood. They are shown nowhere that could be voted on, so no cards are taken down. */
export const mood = defineCommand({
  args,
  result,
  async run({ database, random, now, activeModel }, { mood, count }): Promise<MoodResult> {
    const picked = await recommend({ db: database.db, random }, { mood, count });
    const classifier = explainingClassifier(activeModel.current(), now());
    const songs = picked.map(({ song }) => {
      const { videoId, title, artist, channel, license, attribution, regionsAllowed, regionsBlocked } = song;
      const url = `https://www.youtube.com/watch?v=${videoId}`;
      const reasons = why(song, mood, classifier);
      return {
        videoId,
        url,
        title,
        artist,
        channel,
        license,
        attribution,
        regionsAllowed: regionsAllowed && [...regionsAllowed],
        regionsBlocked: [...regionsBlocked],
        why: { ...reasons, words: [...reasons.words] },
      };
    });
    return { mood, songs };
  },
});
