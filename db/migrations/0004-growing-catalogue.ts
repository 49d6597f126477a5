import { type Kysely, sql } from 'kysely';

/** ASCII and common Unicode punctuation and space; letters of every script stay, whatever the database's locale. */
const SEPARATORS =
  '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+';

/** What re-uploads add to a title or leave out of it. */
const NOISE = [
  '(no|non|free) ?copyright(ed)?( ?(safe|free))?( (background )?(music|songs?|sounds?))?',
  '(copyright|royalty) ?free( (background )?(music|songs?|sounds?))?',
  'free download',
  '(official )?(music|lyrics?) (video|audio)',
  'official( (video|audio|visuali[sz]er))?',
  'ncs release',
  'h[dq]',
  '4k',
].join('|');

/** Shorter descriptions say too little to tell songs apart. */
const FINGERPRINT_FROM = 100;

const words = (text: string) => `btrim(regexp_replace(${text}, '${SEPARATORS}', ' ', 'g'))`;
const TITLE_KEY = words(
  `regexp_replace(${words('lower(normalize(title, NFKC))')}, '\\m(${NOISE})\\M', ' ', 'g')`,
);
const DESCRIPTION = words(`regexp_replace(lower(description), 'https?://\\S+', ' ', 'g')`);

/**
 * Sources with cursors and yields, what they named and has not been read yet, the quota ledger, suggestions of
 * members, and what a song needs to be known as a re-upload or as blocked somewhere.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sources')
    .addColumn('label', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('found_by', 'text', (c) =>
      c.notNull().defaultTo('default').check(sql`found_by in ('default', 'people', 'search')`),
    )
    .addColumn('removed', 'boolean', (c) => c.notNull().defaultTo(false))
    .addColumn('cursor', 'jsonb')
    .addColumn('units', 'double precision', (c) => c.notNull().defaultTo(0))
    .addColumn('songs', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('recent_units', 'double precision', (c) => c.notNull().defaultTo(0))
    .addColumn('recent_songs', 'double precision', (c) => c.notNull().defaultTo(0))
    .addColumn('resting_until', 'timestamptz')
    .addColumn('last_error', 'text')
    .execute();

  await db.schema
    .createTable('candidates')
    .addColumn('video_id', 'text', (c) => c.primaryKey().check(sql`video_id ~ '^[A-Za-z0-9_-]{11}$'`))
    .addColumn('source_id', 'integer', (c) => c.references('sources.source_id').onDelete('set null'))
    .addColumn('found_at', 'timestamptz', (c) => c.notNull())
    .addColumn('left_out', 'text')
    .execute();
  await sql`create index candidates_waiting on candidates (found_at, video_id) where left_out is null`.execute(
    db,
  );
  await db.schema.createIndex('candidates_found_at').on('candidates').column('found_at').execute();
  await db.schema.createIndex('candidates_source_id').on('candidates').column('source_id').execute();

  await db.schema
    .createTable('quota')
    .addColumn('day', 'text', (c) => c.notNull().check(sql`day ~ '^\\d{4}-\\d{2}-\\d{2}$'`))
    .addColumn('bucket', 'text', (c) => c.notNull().check(sql`bucket in ('search', 'read')`))
    .addColumn('units', 'integer', (c) => c.notNull().defaultTo(0).check(sql`units >= 0`))
    .addColumn('exhausted', 'boolean', (c) => c.notNull().defaultTo(false))
    .addPrimaryKeyConstraint('quota_pkey', ['day', 'bucket'])
    .execute();

  await db.schema
    .createTable('suggestions')
    .addColumn('suggestion_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('video_id', 'text', (c) => c.notNull().check(sql`video_id ~ '^[A-Za-z0-9_-]{11}$'`))
    .addColumn('guild_id', 'text')
    .addColumn('channel_id', 'text', (c) => c.notNull())
    .addColumn('message_id', 'text')
    .addColumn('member_id', 'text')
    .addColumn('status', 'text', (c) =>
      c.notNull().defaultTo('waiting').check(sql`status in ('waiting', 'accepted', 'declined')`),
    )
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('decided_at', 'timestamptz')
    .execute();
  await sql`create unique index suggestions_once on suggestions (video_id) where status = 'waiting'`.execute(
    db,
  );

  await db.schema
    .alterTable('songs')
    .addColumn('regions_allowed', sql`text[]`)
    .addColumn('regions_blocked', sql`text[]`, (c) => c.notNull().defaultTo(sql`'{}'`))
    .addColumn('duplicate_of', 'text', (c) =>
      c.references('songs.video_id').onDelete('set null').check(sql`duplicate_of <> video_id`),
    )
    .addColumn('prediction_outdated', 'boolean', (c) => c.notNull().defaultTo(false))
    .addColumn('title_key', 'text', (c) => c.generatedAlwaysAs(sql.raw(TITLE_KEY)).stored())
    .addColumn('description_key', 'text', (c) =>
      c
        .generatedAlwaysAs(
          sql.raw(
            `case when length(${DESCRIPTION}) >= ${FINGERPRINT_FROM} then md5(${DESCRIPTION}) else '' end`,
          ),
        )
        .stored(),
    )
    .execute();
  await sql`create index songs_title_key on songs (title_key, duration_s) where title_key <> ''`.execute(db);
  await sql`
    create index songs_description_key on songs (description_key, duration_s) where description_key <> ''
  `.execute(db);
  await sql`create index songs_duplicate_of on songs (duplicate_of) where duplicate_of is not null`.execute(
    db,
  );
  await sql`create index songs_channel_id on songs (channel_id) where channel_id <> ''`.execute(db);
  await sql`create index songs_prediction_outdated on songs (video_id) where prediction_outdated`.execute(db);
  // In the order in which they are refreshed.
  await db.schema.dropIndex('songs_fetched_at').execute();
  await sql`
    create index songs_refresh on songs (fetched_at, video_id)
    where origin = 'youtube' and fetched_at is not null
  `.execute(db);

  await db.schema.alterTable('models').dropConstraint('models_status_check').execute();
  await db.schema
    .alterTable('models')
    .addCheckConstraint(
      'models_status_check',
      sql`status in ('challenger', 'active', 'retired', 'refused', 'damaged', 'expired')`,
    )
    .execute();

  await noteChangedTexts(db);
}

/**
 * A song whose text changes keeps the active model's prediction of the old one, and from then on says so; the trigger
 * of migration 0003 removes those of other models. Any scores count, since another model may become active at this
 * very moment. `updated_at`, by which a prediction is known to be of the present text, is never the same for two texts,
 * whatever the clock of whoever changed them.
 */
async function noteChangedTexts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function note_changed_text() returns trigger language plpgsql as $$
    begin
      new.updated_at := greatest(new.updated_at, old.updated_at + interval '1 microsecond');
      new.prediction_outdated := (new.available or new.title <> '')
        and exists (select from scores where video_id = new.video_id);
      return new;
    end $$
  `.execute(db);
  await sql`
    create trigger songs_text_changing
    before update of title, description, tags, channel, genre, artist, instruments on songs
    for each row
    when ((old.title, old.description, old.tags, old.channel, old.genre, old.artist, old.instruments)
      is distinct from (new.title, new.description, new.tags, new.channel, new.genre, new.artist, new.instruments))
    execute function note_changed_text()
  `.execute(db);
}
