import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { countWaiting, waitingCandidates } from '../../db/queries/candidates.ts';
import { longestUnchecked } from '../../db/queries/song-checks.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs } from '../support/fixtures.ts';

const FOUND = new Date('2026-03-01T12:00:00Z');
const daysLater = (days: number) => new Date(FOUND.getTime() + days * 86_400_000);

async function migrate(db: Kysely<never>, before = '9'): Promise<void> {
  const migrations = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < before));
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

describeEachDatabase('a catalogue of the release that remembered states that pass', (open) => {
  test('keeps its candidates, and looks again at what may have passed', async () => {
    const { db } = await open();
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
    await migrate(db as unknown as Kysely<never>, '0005');
    await sql`
      insert into candidates (video_id, found_at, left_out)
      select lpad(reason, 11, '_'), ${FOUND}::timestamptz, nullif(reason, 'waiting')
      from unnest(array['waiting', 'live', 'gone', 'too-long']) as reason
    `.execute(db);
    await sql`insert into songs (video_id, title, license, origin) values ('aaaaaaaaaaa', 'Own', 'x', 'starter')`.execute(
      db,
    );
    await migrate(db as unknown as Kysely<never>);
    const waiting = async (days: number) =>
      (await waitingCandidates(db, 10, { now: daysLater(days) })).map(({ videoId }) =>
        videoId.replaceAll('_', ''),
      );
    expect(await waiting(0)).toEqual(['waiting']);
    expect(await waiting(1)).toEqual(['waiting', 'live']);
    expect(await waiting(7)).toEqual(['waiting', 'live', 'gone']);
    expect(await countWaiting(db, 2, { now: daysLater(7) })).toBe(2);
    const left = await db
      .selectFrom('candidates')
      .select('video_id')
      .where('left_out', 'is not', null)
      .execute();
    expect(left).toHaveLength(1);
    expect(await db.selectFrom('songs').select(['available', 'withdrawn', 'checked_at']).execute()).toEqual([
      { available: true, withdrawn: false, checked_at: null },
    ]);
  });

  test('finds the songs to check along an index', async () => {
    const { db } = await open();
    await addSongs(db, 50);
    const { rows } = await db.connection().execute(async (connection) => {
      await sql`set enable_seqscan = off`.execute(connection);
      const plan = await sql<Record<string, string>>`explain ${longestUnchecked(FOUND, 10)}`.execute(
        connection,
      );
      await sql`reset enable_seqscan`.execute(connection);
      return plan;
    });
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('songs_check');
  });
});
