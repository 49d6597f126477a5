import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { namedSources, sourceRows } from '../../db/queries/source-views.ts';
import { describeEachDatabase } from '../support/databases.ts';

const CHANNELS = 50;
const SONGS = 5_000;

describeEachDatabase('the names of sources', (open) => {
  test('are looked up along an index, in a few songs of each channel', async () => {
    const { db } = await open();
    await sql`
      insert into songs (video_id, title, license, origin, channel, channel_id)
      select 'song' || lpad(n::text, 7, '0'), 'Song ' || n, 'CC BY', 'youtube',
             'Channel ' || n % ${CHANNELS}::integer, 'UC' || lpad((n % ${CHANNELS}::integer)::text, 22, '0')
      from generate_series(1, ${SONGS}::integer) n
    `.execute(db);
    await sql`
      insert into sources (kind, query)
      select 'channel', 'UC' || lpad(n::text, 22, '0') from generate_series(1, ${CHANNELS}::integer) n
    `.execute(db);
    await sql`insert into sources (kind, query) values ('search', 'lofi'), ('playlist', 'PL1')`.execute(db);
    await sql`analyze`.execute(db);

    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (analyze, timing off, summary off, buffers off) ${namedSources()}
    `.execute(db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Scan (using|on) songs_channel_id/);
    expect(plan).not.toMatch(/Seq Scan on songs/);
    // Each channel has a hundred songs.
    const [, read] = /Scan .*on songs .*actual rows=([\d.]+) loops/.exec(plan) ?? [];
    expect(Number(read)).toBeLessThan(25);

    const found = await sourceRows(db);
    expect(found.map(({ channel }) => channel)).toEqual([
      ...Array.from({ length: CHANNELS - 1 }, (_, n) => `Channel ${n + 1}`),
      null,
      null,
      null,
    ]);
    expect(await sourceRows(db, 7)).toEqual([found[6]]);
  });
});
