import { describe, expect, onTestFinished, test } from 'vitest';
import { describeEachDatabase, useEmbedded } from '../support/databases.ts';
import { addSongs, videoId } from '../support/fixtures.ts';
import { openYouTube } from '../support/youtube-client.ts';
import { KEY_NOT_VALID } from '../support/youtube-server.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

/** The tests' services live at the beginning of March 2026. */
const DAY_26_AGO = new Date('2026-02-03T00:00:00Z');
const DAY_31_AGO = new Date('2026-01-29T00:00:00Z');

async function openServer() {
  const youtube = await openYouTube();
  onTestFinished(() => youtube.server.close());
  return youtube;
}

describeEachDatabase('refresh on the command line', (open) => {
  test('reads songs anew and says how it went', async () => {
    const database = await open();
    const { server, client } = await openServer();
    await addSongs(database.db, 120, () => ({ origin: 'youtube', fetched_at: DAY_26_AGO }));
    server.setVideos(
      Array.from({ length: 118 }, (_, n) => ({ id: videoId(n + 1), title: `New title ${n}` })),
    );
    const services = servicesOn(database, { youtube: client });
    const { code, stdout, stderr } = await run(['refresh'], { services });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Done: 118 songs refreshed\.$/m);
    expect(stdout).toMatch(/^ {2}with other text +118$/m);
    expect(stdout).toMatch(/^taken out, private or not on YouTube any more +2$/m);
    expect(stdout).toMatch(/^erased as too old +0$/m);
    expect(stdout).toMatch(/^units spent +3 reads$/m);
    expect(stderr).toBe('Refreshing songs 25 %\nRefreshing songs 75 %\nRefreshing songs 100 %\n');
    const json = await run(['refresh', '--json'], { services });
    expect(JSON.parse(json.stdout)).toEqual({
      refreshed: 0,
      updated: 0,
      checked: 0,
      restored: 0,
      takenOut: {},
      unreadable: [],
      expired: 0,
      units: { read: 0 },
      hasKey: true,
    });
  });
});

describe('upkeep on the command line', () => {
  const open = useEmbedded();

  test('refresh without a key erases what is due, and says so', async () => {
    const database = await open();
    await addSongs(database.db, 2, (n) => ({
      origin: 'youtube',
      fetched_at: n === 1 ? DAY_26_AGO : DAY_31_AGO,
    }));
    const { code, stdout } = await run(['refresh'], { services: servicesOn(database) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nothing was read anew, because that needs YOUTUBE_API_KEY/);
    expect(stdout).toMatch(/^erased as too old +1$/m);
    const songs = await database.db.selectFrom('songs').select('title').orderBy('video_id').execute();
    expect(songs).toEqual([{ title: 'Song 1' }, { title: '' }]);
  });

  test('refresh ends cleanly when it is interrupted', async () => {
    const database = await open();
    const { server, client } = await openServer();
    await addSongs(database.db, 60, () => ({ origin: 'youtube', fetched_at: DAY_26_AGO }));
    server.setVideos(Array.from({ length: 60 }, (_, n) => ({ id: videoId(n + 1) })));
    const interrupt = new AbortController();
    const services = servicesOn(database, {
      youtube: client,
      predictSongs: async () => interrupt.abort(new Error('Ctrl+C')),
    });
    const { code, stdout } = await run(['refresh'], { services, signal: interrupt.signal });
    expect(code).toBe(130);
    expect(stdout).toContain('Stopped as asked. What was refreshed so far is saved.');
    expect(stdout).toMatch(/^refreshed +50$/m);
  });

  test('refresh says what is wrong with the key, and exits with 1', async () => {
    const database = await open();
    const { server, client } = await openServer();
    server.failAlways('videos', KEY_NOT_VALID);
    await addSongs(database.db, 1, () => ({ origin: 'youtube', fetched_at: DAY_26_AGO }));
    const { code, stdout } = await run(['refresh'], { services: servicesOn(database, { youtube: client }) });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Stopped early: YouTube refuses the API key/);
  });

  test('doctor prints what it finds, and exits with 1 only if something is bad', async () => {
    const database = await open();
    const services = servicesOn(database);
    await addSongs(database.db, 1);
    const healthy = await run(['doctor', '--json'], { services });
    expect(healthy.code).toBe(0);
    const { findings } = JSON.parse(healthy.stdout);
    expect(findings.length).toBeGreaterThan(3);
    expect(findings).not.toContainEqual(expect.objectContaining({ state: 'bad' }));
    const text = await run(['doctor'], { services });
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/^good +Database +\S/m);
    expect(text.stdout).toMatch(/^WARNING +/m);
    expect(text.stdout).toContain('\nIt works; some of it wants a look.\n');

    await addSongs(database.db, 1, () => ({
      video_id: videoId(9),
      origin: 'youtube',
      fetched_at: DAY_31_AGO,
    }));
    const sick = await run(['doctor'], { services });
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/^BAD +/m);
    expect(sick.stdout).toContain('\nSomething is wrong; see above.\n');
  });
});
