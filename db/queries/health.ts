import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** How many songs still have text that was read from YouTube before a moment; erased ones have none. */
export async function countTextsReadBefore(db: Kysely<Schema>, before: Date): Promise<number> {
  // The first three conditions are those of the index songs_refresh.
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from songs
    where origin = 'youtube' and fetched_at is not null and fetched_at < ${before}::timestamptz and title <> ''
  `.execute(db);
  return rows[0]?.count ?? 0;
}

export interface SourceCounts {
  readonly enabled: number;
  readonly paused: number;
  /** Enabled ones whose last page could not be read. */
  readonly failing: number;
}

/** How many sources there are, without those that somebody removed. */
export async function countSources(db: Kysely<Schema>): Promise<SourceCounts> {
  const { rows } = await sql<SourceCounts>`
    select (count(*) filter (where enabled))::integer as enabled,
           (count(*) filter (where not enabled))::integer as paused,
           (count(*) filter (where enabled and last_error is not null))::integer as failing
    from sources where not removed
  `.execute(db);
  return rows[0] ?? { enabled: 0, paused: 0, failing: 0 };
}
