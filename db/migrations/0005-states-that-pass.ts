import { type Kysely, sql } from 'kysely';

/**
 * Candidates have a place in a line (`due_at`) and may be looked at again; what was left out for a reason that passes gets its
 * next look. Songs tell whether they are made for children, and those whose text is not from YouTube when YouTube was last asked
 * about them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('candidates')
    .addColumn('due_at', 'timestamptz')
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('postponed', 'text')
    .execute();
  await sql`
    update candidates set
      due_at = found_at + case
        when left_out in ('live', 'no-duration') then interval '1 day'
        when left_out in ('gone', 'not-public', 'not-embeddable', 'blocked-everywhere') then interval '7 days'
        else interval '0 days'
      end,
      tries = case when left_out is null then 0 else 1 end,
      postponed = case
        when left_out in ('live', 'no-duration', 'gone', 'not-public', 'not-embeddable', 'blocked-everywhere') then left_out
      end
  `.execute(db);
  await sql`update candidates set left_out = null where postponed is not null`.execute(db);
  await sql`alter table candidates alter column due_at set not null`.execute(db);
  await sql`drop index candidates_waiting`.execute(db);
  await sql`create index candidates_waiting on candidates (due_at, video_id) where left_out is null`.execute(
    db,
  );

  await db.schema
    .alterTable('songs')
    .addColumn('made_for_kids', 'boolean')
    .addColumn('checked_at', 'timestamptz')
    .addColumn('withdrawn', 'boolean', (c) => c.notNull().defaultTo(false))
    .execute();
  await sql`
    create index songs_check on songs (checked_at nulls first, video_id)
    where origin <> 'youtube' and fetched_at is null
  `.execute(db);
}
