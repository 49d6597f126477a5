import { type Kysely, sql } from 'kysely';

/**
 * Songs are found by words that the program has normalised, whatever the locale of the database; what declined songs,
 * refused links and look-ups of members leave behind outlives the process.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await searchableSongs(db);
  await boundedTexts(db);
  await suggestions(db);
}

/** The columns are filled after the start, in short batches: no start waits for a large catalogue. */
async function searchableSongs(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('songs_title_start').execute();
  await db.schema.dropIndex('songs_title_words').execute();
  await sql`alter table songs add column search_title text collate "C", add column search_terms text`.execute(
    db,
  );
  await sql`
    create index songs_search_title on songs (search_title) where available and search_title <> ''
  `.execute(db);
  // Without a list of what is still to be sorted in: an embedded database never empties it by itself, and each search reads it.
  await sql`
    create index songs_search_terms on songs
    using gin (array_to_tsvector(string_to_array(search_terms, ' '))) with (fastupdate = off)
  `.execute(db);
  await sql`
    create index songs_search_sample on songs
    using gin (array_to_tsvector(string_to_array(search_terms, ' '))) with (fastupdate = off)
    where left(md5(video_id), 1) = '0'
  `.execute(db);
  await sql`create index songs_search_missing on songs (video_id) where search_terms is null`.execute(db);
}

/** Imports took texts of any length until now. */
async function boundedTexts(db: Kysely<unknown>): Promise<void> {
  await sql`
    update songs set
      title = left(title, 200),
      description = case when octet_length(description) <= 5000 then description
                         when octet_length(left(description, 5000)) <= 5000 then left(description, 5000)
                         else left(description, 1250) end
    where char_length(title) > 200 or octet_length(description) > 5000
  `.execute(db);
}

async function suggestions(db: Kysely<unknown>): Promise<void> {
  const videoId = sql`video_id ~ '^[A-Za-z0-9_-]{11}$'`;
  await db.schema
    .createTable('declined_videos')
    .addColumn('video_id', 'text', (c) => c.primaryKey().check(videoId))
    .addColumn('declined_at', 'timestamptz', (c) => c.notNull())
    .execute();
  await sql`
    insert into declined_videos (video_id, declined_at)
    select distinct on (video_id) s.video_id, coalesce(s.decided_at, s.created_at) from suggestions s
    where status = 'declined'
      and not exists (select from songs where songs.video_id = s.video_id and (songs.available or songs.title <> ''))
    order by s.video_id, 2 desc
  `.execute(db);

  await db.schema
    .createTable('refused_videos')
    .addColumn('video_id', 'text', (c) => c.primaryKey().check(videoId))
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('refused_at', 'timestamptz', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('look_ups')
    .addColumn('look_up_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('member_id', 'text')
    .addColumn('guild_id', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('look_ups_at').on('look_ups').column('at').execute();
}
