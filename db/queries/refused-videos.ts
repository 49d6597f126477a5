import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** Remembers why a suggested video could not be taken. */
export async function rememberRefusal(
  db: Kysely<Schema>,
  { videoId, reason }: { readonly videoId: string; readonly reason: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into refused_videos (video_id, reason, refused_at) values (${videoId}, ${reason}, ${now}::timestamptz)
    on conflict (video_id) do update set reason = excluded.reason, refused_at = excluded.refused_at
  `.execute(db);
}

/** Why a video was refused since a moment; undefined where it was not. */
export async function refusalSince(
  db: Kysely<Schema>,
  videoId: string,
  since: Date,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('refused_videos')
    .select('reason')
    .where('video_id', '=', videoId)
    .where('refused_at', '>', since)
    .executeTakeFirst();
  return row?.reason;
}

/** Deletes refusals of until a moment. */
export async function deleteOldRefusals(db: Kysely<Schema>, before: Date): Promise<void> {
  await db.deleteFrom('refused_videos').where('refused_at', '<=', before).execute();
}
