import type { Kysely } from 'kysely';
import { songTexts } from '../../db/queries/song-texts.ts';
import { allTallies } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import type { Example } from '../classifier/types.ts';
import { labelOf } from '../labels/label.ts';
import type { Mood } from '../moods.ts';

const BATCH = 1_000;

/** Every song with votes that is in the catalogue, with its label and its text. */
export async function gatherExamples(db: Kysely<Schema>): Promise<Example[]> {
  const tallies = new Map<string, { mood: Mood; share: number }[]>();
  for (const { video_id, mood, share } of await allTallies(db)) {
    const known = tallies.get(video_id);
    if (known === undefined) tallies.set(video_id, [{ mood, share }]);
    else known.push({ mood, share });
  }
  const ids = [...tallies.keys()];
  const examples: Example[] = [];
  for (let start = 0; start < ids.length; start += BATCH) {
    for (const { videoId, text } of await songTexts(db, ids.slice(start, start + BATCH))) {
      const label = labelOf(tallies.get(videoId) ?? []);
      if (label !== undefined) {
        examples.push({ id: videoId, text, target: label.distribution, weight: label.confidence });
      }
    }
  }
  return examples;
}
