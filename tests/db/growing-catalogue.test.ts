import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { describeEachDatabase } from '../support/databases.ts';

const BEFORE = Object.entries(MIGRATIONS).filter(([name]) => name < '0004');

async function migrate(db: Kysely<never>, migrations: readonly (typeof BEFORE)[number][]): Promise<void> {
  const provider = { getMigrations: async () => Object.fromEntries(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

describeEachDatabase('a catalogue of the release before sources had cursors', (open) => {
  test('keeps its songs, sources and models, and its titles can be compared', async () => {
    const database = await open();
    const db = database.db as unknown as Kysely<never>;
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
    await migrate(db, BEFORE);
    await sql`
      insert into songs (video_id, title, description, license, origin, fetched_at)
      values ('aaaaaaaaaaa', 'Café – Lofi (No Copyright Music) [HD]', 'short', 'CC BY 3.0', 'youtube', now()),
        ('bbbbbbbbbbb', '夜の歌 (Official Music Video)', repeat('many words http://x.y/z ', 10), 'CC BY 3.0', 'youtube', now()),
        ('ccccccccccc', '', '', 'CC BY 3.0', 'youtube', null)
    `.execute(db);
    await sql`insert into sources (kind, query, enabled) values ('search', 'chill', false)`.execute(db);
    await sql`
      insert into models (artefact, status, report, training_set, trained_at) values ('\\x00', 'active', '{}', '{}', now())
    `.execute(db);
    await migrate(db, Object.entries(MIGRATIONS));
    const songs = await database.db.selectFrom('songs').selectAll().orderBy('video_id').execute();
    expect(songs.map((song) => song.title_key)).toEqual(['café lofi', '夜の歌', '']);
    expect(songs.map((song) => song.description_key === '')).toEqual([true, false, true]);
    expect(songs[0]).toMatchObject({ regions_allowed: null, regions_blocked: [], duplicate_of: null });
    const sources = await database.db.selectFrom('sources').selectAll().execute();
    expect(sources).toMatchObject([
      { query: 'chill', enabled: false, removed: false, found_by: 'default', cursor: null, units: 0 },
    ]);
    const models = await database.db.selectFrom('models').select('status').execute();
    expect(models).toEqual([{ status: 'active' }]);
  });
});
