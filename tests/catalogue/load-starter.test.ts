import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { songCounts } from '../../db/queries/songs.ts';
import { linkCatalogue } from '../../src/catalogue/link-catalogue.ts';
import { loadStarter, STARTER_VOTER } from '../../src/catalogue/load-starter.ts';
import { MOODS } from '../../src/moods.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date('2026-01-02T03:04:05Z');

describeEachDatabase('loading the starter catalogue', (open) => {
  test('brings more than 4,000 songs and votes for all six moods', async () => {
    const database = await open();
    const outcome = await loadStarter({ database, logger, now });
    expect(outcome.loaded).toBe(true);
    expect(outcome.songs).toBeGreaterThan(4000);
    expect(await songCounts(database.db)).toEqual({
      total: outcome.songs,
      available: outcome.songs,
      byOrigin: { starter: outcome.songs, youtube: 0, import: 0 },
    });
    const votes = await database.db.selectFrom('votes').selectAll().execute();
    expect(votes).toHaveLength(outcome.votes);
    expect(new Set(votes.map((vote) => vote.mood))).toEqual(new Set(MOODS));
    expect(votes.every((vote) => vote.voter_id === STARTER_VOTER && vote.card_id === null)).toBe(true);
    const tallies = await database.db.selectFrom('tallies').selectAll().execute();
    const bySong = (rows: { video_id: string; mood: string }[]) =>
      rows.map(({ video_id, mood }) => `${video_id} ${mood}`).sort();
    expect(bySong(tallies)).toEqual(bySong(votes));
    expect(tallies.every(({ share, voters }) => share === 1 && voters === 1)).toBe(true);
  });

  test('changes nothing the second time', async () => {
    const database = await open();
    await loadStarter({ database, logger, now });
    const before = await everything(database);
    const again = await loadStarter({ database, logger, now: () => new Date('2026-02-01T00:00:00Z') });
    expect(again).toEqual({ songs: 0, votes: 0, loaded: false });
    expect(await everything(database)).toEqual(before);
  });

  test('leaves out what the catalogue has had: taken-out songs, later votes', async () => {
    const database = await open();
    const { songs, votes } = await loadStarter({ database, logger, now });
    const [voted, unvoted] = await Promise.all([
      database.db.selectFrom('votes').select('video_id').orderBy('video_id').executeTakeFirstOrThrow(),
      database.db
        .selectFrom('songs')
        .select('video_id')
        .where('video_id', 'not in', (q) => q.selectFrom('votes').select('video_id'))
        .executeTakeFirstOrThrow(),
    ]);
    await markUnavailable(database.db, [voted.video_id]);
    await database.db.deleteFrom('votes').where('video_id', '=', voted.video_id).execute();
    await database.db
      .updateTable('tallies')
      .set({ share: 7 })
      .where('video_id', '=', voted.video_id)
      .execute();
    await database.db.deleteFrom('songs').where('video_id', '=', unvoted.video_id).execute();

    expect(await loadStarter({ database, logger, now })).toEqual({ songs: 1, votes: 0, loaded: true });
    expect(await songCounts(database.db)).toMatchObject({ total: songs, available: songs - 1 });
    const { count } = await database.db
      .selectFrom('votes')
      .select((q) => q.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(votes - 1);
    const tally = await database.db
      .selectFrom('tallies')
      .select('share')
      .where('video_id', '=', voted.video_id)
      .executeTakeFirst();
    expect(tally?.share).toBe(7);
  });

  test('carries on after a start that was cut off', async () => {
    const database = await open();
    const { songs, votes } = await loadStarter({ database, logger, now });
    const linked = await reUploads(database);
    expect(linked.length).toBeGreaterThan(100);
    const { video_id } = await database.db.selectFrom('votes').select('video_id').executeTakeFirstOrThrow();
    await database.db.deleteFrom('songs').where('video_id', '>=', video_id).execute();
    const rest = await loadStarter({ database, logger, now });
    expect(rest.songs).toBeLessThan(songs);
    expect(rest.votes).toBeGreaterThan(0);
    expect((await songCounts(database.db)).total).toBe(songs);
    expect(await database.db.selectFrom('votes').selectAll().execute()).toHaveLength(votes);
    expect(await reUploads(database)).toHaveLength(linked.length);
  });

  test('leaves no re-upload for the look through an older catalogue, which finds them once', async () => {
    const database = await open();
    await loadStarter({ database, logger, now });
    expect(await linkCatalogue({ database, logger })).toBe(0);
    const linked = await reUploads(database);
    await database.db.updateTable('songs').set({ duplicate_of: null }).execute();
    expect(await linkCatalogue({ database, logger })).toBe(linked.length);
    expect(await linkCatalogue({ database, logger })).toBe(0);
  });

  test('leaves it to whoever is at it already', async () => {
    const database = await open();
    const nested = await database.tryLock('starter', () => loadStarter({ database, logger, now }));
    expect(nested).toEqual({ held: true, value: { songs: 0, votes: 0, loaded: false } });
  });
});

function reUploads({ db }: Database) {
  return db.selectFrom('songs').select('video_id').where('duplicate_of', 'is not', null).execute();
}

async function everything({ db }: Database) {
  return {
    songs: await db.selectFrom('songs').selectAll().orderBy('video_id').execute(),
    votes: await db.selectFrom('votes').selectAll().orderBy('video_id').execute(),
    tallies: await db.selectFrom('tallies').selectAll().orderBy('video_id').execute(),
  };
}
