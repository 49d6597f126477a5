import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ensureSource } from '../../db/queries/sources.ts';
import { forgetFound } from '../../src/catalogue/forget-found.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs } from '../support/fixtures.ts';
import { channel, DAY_MS, ingestScene, numbered, START } from './ingest-scene.ts';

describeEachDatabase('what sources named and became nothing', (open) => {
  test('is forgotten after four weeks, and sources whose videos nobody read begin again', async () => {
    const sources = [
      ['playlist', 'PLx'],
      ['search', 'chill'],
      ['channel', channel('c')],
    ] as const;
    const videos = [
      ...numbered(3, { listedBy: ['PLx'] }),
      ...numbered(3, { listedBy: ['chill'] }, 10),
      ...numbered(3, { listedBy: [], channelId: channel('c') }, 20),
    ];
    const it = await ingestScene(await open(), { videos, sources });
    const { db } = it.database;
    it.youtube.failAlways('videos', { kind: 'api', status: 400, reason: 'keyInvalid' });
    await it.run();
    // One of the sources is left without any that was not read.
    const candidates = () => db.selectFrom('candidates').select('video_id').execute();
    const waiting = (await candidates()).length;
    expect(waiting).toBeGreaterThan(0);
    it.pass(27 * DAY_MS);
    expect(await forgetFound({ db, now: it.deps.now })).toEqual({ candidates: 0, channels: 0 });
    it.pass(2 * DAY_MS);
    expect(await forgetFound({ db, now: it.deps.now })).toEqual({ candidates: waiting, channels: 0 });
    expect(await candidates()).toEqual([]);
    it.youtube.failAlways('videos', undefined);
    for (let runs = 0; runs < 3; runs += 1) await it.run();
    expect(await it.songIds()).toHaveLength(9);
  });

  test('is bounded in number: what was left out goes first, then the oldest', async () => {
    const { db } = await open();
    await ensureSource(db, { kind: 'playlist', query: 'PLx' });
    await sql`
      insert into candidates (video_id, source_id, found_at, due_at, left_out)
      select 'video' || lpad(n::text, 6, '0'), 1, at, at, case when n % 2 = 0 then 'too-long' end
      from (select n, ${new Date(START)}::timestamptz + n * interval '1 second' as at from generate_series(1, 1200) n) x
    `.execute(db);
    expect(await forgetFound({ db, now: () => new Date(START) }, { most: 500 })).toMatchObject({
      candidates: 700,
    });
    const { rows } = await sql<{ left_out: string | null; first: string }>`
      select left_out, min(video_id) as first from candidates group by 1
    `.execute(db);
    expect(rows).toEqual([{ left_out: null, first: 'video000201' }]);
    const [source] = await db.selectFrom('sources').select('cursor').execute();
    expect(source?.cursor).toMatchObject({ again: true, pageToken: null });
  });

  test('channels that a search found are forgotten once no song of them is left', async () => {
    const { db } = await open();
    const found = async (letter: string, fields: object = {}) => {
      await ensureSource(db, { kind: 'channel', query: channel(letter), foundBy: 'search' });
      if (Object.keys(fields).length > 0)
        await db.updateTable('sources').set(fields).where('query', '=', channel(letter)).execute();
    };
    await found('a');
    await found('b');
    await found('p', { enabled: false });
    await found('r', { enabled: false, removed: true });
    await ensureSource(db, { kind: 'channel', query: channel('m'), foundBy: 'people' });
    await sql`update sources set created_at = ${new Date(START)}::timestamptz`.execute(db);
    await addSongs(db, 2, (n) => ({ channel_id: channel(n === 1 ? 'a' : 'b'), available: n === 1 }));
    const left = async () =>
      (await db.selectFrom('sources').select('query').orderBy('query').execute()).map(({ query }) => query);
    expect(await forgetFound({ db, now: () => new Date(START + DAY_MS) })).toMatchObject({ channels: 0 });
    expect(await forgetFound({ db, now: () => new Date(START + 30 * DAY_MS) })).toMatchObject({
      channels: 1,
    });
    expect(await left()).toEqual(['a', 'm', 'p', 'r'].map(channel));
  });
});
