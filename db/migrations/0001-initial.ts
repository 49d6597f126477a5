import { type Kysely, sql } from 'kysely';
import { MOODS } from '../../src/moods.ts';

const moodCheck = sql`mood in (${sql.join(MOODS.map((mood) => sql.lit(mood)))})`;
const now = sql`now()`;

/** The tables of the first release; see `db/schema.ts` for what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('songs')
    .addColumn('video_id', 'text', (c) => c.primaryKey().check(sql`video_id ~ '^[A-Za-z0-9_-]{11}$'`))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('tags', sql`text[]`, (c) => c.notNull().defaultTo(sql`'{}'`))
    .addColumn('channel', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('channel_id', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('genre', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('artist', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('instruments', sql`text[]`, (c) => c.notNull().defaultTo(sql`'{}'`))
    .addColumn('duration_s', 'integer')
    .addColumn('license', 'text', (c) => c.notNull())
    .addColumn('attribution', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('origin', 'text', (c) => c.notNull().check(sql`origin in ('starter', 'youtube', 'import')`))
    .addColumn('published_at', 'timestamptz')
    .addColumn('fetched_at', 'timestamptz')
    .addColumn('available', 'boolean', (c) => c.notNull().defaultTo(true))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .addColumn('updated_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .execute();
  await db.schema.createIndex('songs_fetched_at').on('songs').column('fetched_at').execute();
  await db.schema.createIndex('songs_updated_at').on('songs').column('updated_at').execute();

  await db.schema
    .createTable('cards')
    .addColumn('card_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('message_id', 'text', (c) => c.unique())
    .addColumn('channel_id', 'text', (c) => c.notNull())
    .addColumn('guild_id', 'text')
    .addColumn('video_id', 'text', (c) => c.notNull().references('songs.video_id').onDelete('cascade'))
    .addColumn('mood', 'text', (c) => c.notNull().check(moodCheck))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .execute();
  await db.schema.createIndex('cards_recent').on('cards').columns(['channel_id', 'card_id desc']).execute();
  await db.schema.createIndex('cards_video_id').on('cards').column('video_id').execute();

  await db.schema
    .createTable('votes')
    .addColumn('video_id', 'text', (c) => c.notNull().references('songs.video_id').onDelete('cascade'))
    .addColumn('voter_id', 'text', (c) => c.notNull())
    .addColumn('mood', 'text', (c) => c.notNull().check(moodCheck))
    .addColumn('card_id', 'integer', (c) => c.references('cards.card_id').onDelete('cascade'))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .addUniqueConstraint('votes_once', ['video_id', 'voter_id', 'mood', 'card_id'], (u) =>
      u.nullsNotDistinct(),
    )
    .execute();
  await db.schema.createIndex('votes_card_id').on('votes').column('card_id').execute();
  await db.schema.createIndex('votes_created_at').on('votes').column('created_at').execute();

  await db.schema
    .createTable('tallies')
    .addColumn('video_id', 'text', (c) => c.notNull().references('songs.video_id').onDelete('cascade'))
    .addColumn('mood', 'text', (c) => c.notNull().check(moodCheck))
    .addColumn('share', 'double precision', (c) => c.notNull())
    .addColumn('voters', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('tallies_pkey', ['video_id', 'mood'])
    .execute();
  await db.schema.createIndex('tallies_by_mood').on('tallies').columns(['mood', 'share desc']).execute();

  await db.schema
    .createTable('models')
    .addColumn('model_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('artefact', 'bytea', (c) => c.notNull())
    .addColumn('status', 'text', (c) =>
      c.notNull().check(sql`status in ('challenger', 'active', 'retired', 'refused', 'damaged')`),
    )
    .addColumn('report', 'jsonb', (c) => c.notNull())
    .addColumn('comparison', 'jsonb')
    .addColumn('training_set', 'jsonb', (c) => c.notNull())
    .addColumn('trained_at', 'timestamptz', (c) => c.notNull())
    .addColumn('activated_at', 'timestamptz')
    .execute();
  await sql`create unique index models_one_active on models ((true)) where status = 'active'`.execute(db);

  await db.schema
    .createTable('scores')
    .addColumn('model_id', 'integer', (c) => c.notNull().references('models.model_id').onDelete('cascade'))
    .addColumn('video_id', 'text', (c) => c.notNull().references('songs.video_id').onDelete('cascade'))
    .addColumn('mood', 'text', (c) => c.notNull().check(moodCheck))
    .addColumn('prediction', 'double precision', (c) => c.notNull())
    .addColumn('score', 'double precision', (c) => c.notNull())
    .addPrimaryKeyConstraint('scores_pkey', ['model_id', 'video_id', 'mood'])
    .execute();
  await db.schema.createIndex('scores_video_id').on('scores').column('video_id').execute();
  await db.schema
    .createIndex('scores_ranking')
    .on('scores')
    .columns(['model_id', 'mood', 'score desc', 'video_id'])
    .execute();

  await db.schema
    .createTable('sources')
    .addColumn('source_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('search', 'channel', 'playlist')`))
    .addColumn('query', 'text', (c) => c.notNull())
    .addColumn('enabled', 'boolean', (c) => c.notNull().defaultTo(true))
    .addColumn('last_run_at', 'timestamptz')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .addUniqueConstraint('sources_once', ['kind', 'query'])
    .execute();

  await db.schema
    .createTable('runs')
    .addColumn('run_id', 'integer', (c) => c.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('ingest', 'refresh', 'retrain')`))
    .addColumn('status', 'text', (c) =>
      c.notNull().defaultTo('running').check(sql`status in ('running', 'done', 'failed')`),
    )
    .addColumn('started_at', 'timestamptz', (c) => c.notNull())
    .addColumn('finished_at', 'timestamptz')
    .addColumn('outcome', 'jsonb')
    .addColumn('error', 'text')
    .execute();
  await db.schema.createIndex('runs_latest').on('runs').columns(['kind', 'run_id desc']).execute();

  await db.schema
    .createTable('guild_settings')
    .addColumn('guild_id', 'text', (c) => c.primaryKey())
    .addColumn('repeat_window', 'integer', (c) => c.notNull().check(sql`repeat_window between 0 and 1000`))
    .addColumn('updated_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .execute();

  await db.schema
    .createTable('command_registrations')
    .addColumn('application_id', 'text', (c) => c.notNull())
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('registered_at', 'timestamptz', (c) => c.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('command_registrations_pkey', ['application_id', 'scope'])
    .execute();

  await db.schema
    .createTable('interactions')
    .addColumn('interaction_id', 'text', (c) => c.primaryKey())
    .addColumn('claimed_at', 'timestamptz', (c) => c.notNull())
    .execute();
}
