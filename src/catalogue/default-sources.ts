import type { Kysely } from 'kysely';
import { ensureSource } from '../../db/queries/sources.ts';
import type { Schema } from '../../db/schema.ts';
import type { Mood } from '../moods.ts';

/** The searches a new installation begins with: one for music in general and one per mood. */
const GENERAL_QUERY = 'instrumental edm';
const MOOD_QUERIES: Readonly<Record<Mood, string>> = {
  happy: 'happy no copyright music',
  'in-love': 'romantic love no copyright music',
  sad: 'sad emotional no copyright music',
  'confident-sassy': 'confident sassy hip hop no copyright music',
  chill: 'chill lofi no copyright music',
  angry: 'angry trap metal no copyright music',
};

export const DEFAULT_QUERIES: readonly string[] = [GENERAL_QUERY, ...Object.values(MOOD_QUERIES)];

/**
 * Adds the default sources that are not there; one that somebody paused or removed stays so.
 *
 * @returns how many were added.
 */
export async function ensureDefaultSources({ db }: { readonly db: Kysely<Schema> }): Promise<number> {
  let added = 0;
  for (const query of DEFAULT_QUERIES) {
    if (await ensureSource(db, { kind: 'search', query })) added += 1;
  }
  return added;
}
