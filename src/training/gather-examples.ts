import type { Kysely } from 'kysely';
import { inBatches } from '../../db/batches.ts';
import { songTexts } from '../../db/queries/song-texts.ts';
import { allTallies } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import type { Example } from '../classifier/types.ts';
import { labelOf } from '../labels/label.ts';
import type { Mood } from '../moods.ts';

/** Songs a statement; between two the event loop turns. */
const BATCH = 100;

/**
 * Every song with votes that is in the catalogue, with its label and its text.
 *
 * @throws the signal's reason
 */
export async function gatherExamples(db: Kysely<Schema>, signal?: AbortSignal): Promise<Example[]> {
  const tallies = new Map<string, { mood: Mood; share: number }[]>();
  for (const { video_id, mood, share } of await allTallies(db)) {
    const known = tallies.get(video_id);
    if (known === undefined) tallies.set(video_id, [{ mood, share }]);
    else known.push({ mood, share });
  }
  const ids = [...tallies.keys()];
  const examples: Example[] = [];
  for await (const batch of inBatches(ids, BATCH)) {
    signal?.throwIfAborted();
    for (const { videoId, text } of await songTexts(db, batch)) {
      const label = labelOf(tallies.get(videoId) ?? []);
      if (label !== undefined) {
        examples.push({ id: videoId, text, target: label.distribution, weight: label.confidence });
      }
    }
  }
  return examples;
}
