import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** Records that moderators do not want a song: nothing but a moderator brings it in from now on. */
export async function declineVideo(db: Kysely<Schema>, videoId: string, now: Date): Promise<void> {
  await sql`
    insert into declined_videos (video_id, declined_at) values (${videoId}, ${now}::timestamptz)
    on conflict (video_id) do update set declined_at = excluded.declined_at
  `.execute(db);
  // A source may have named it already.
  await db.deleteFrom('candidates').where('video_id', '=', videoId).execute();
}

/** Takes that back, for a song that a moderator accepts after all. */
export async function undeclineVideo(db: Kysely<Schema>, videoId: string): Promise<void> {
  await db.deleteFrom('declined_videos').where('video_id', '=', videoId).execute();
}
