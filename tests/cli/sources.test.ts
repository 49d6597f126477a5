import { expect, onTestFinished, test } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs } from '../support/fixtures.ts';
import { openYouTube } from '../support/youtube-client.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

const CHANNEL = `UC${'c'.repeat(22)}`;

describeEachDatabase('sources on the command line', (open) => {
  async function withYouTube() {
    const youtube = await openYouTube();
    onTestFinished(() => youtube.server.close());
    youtube.server.setChannels([{ id: CHANNEL, handle: '@LofiGirl', title: 'Lofi \u001b[2J& Girl' }]);
    const database = await open();
    return { database, youtube, services: servicesOn(database, { youtube: youtube.client }) };
  }

  test('are added, listed, paused, resumed and removed', async () => {
    const { database, services } = await withYouTube();
    const said = async (...argv: string[]) => {
      const { code, stdout, stderr } = await run(['sources', ...argv], { services });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    expect(await said('list')).toMatch(/^There are no sources\. "sources add" adds one\.\n\n.*100 searches/);
    expect(await said('add', 'rainy', 'lofi')).toBe(
      'Done: the search "rainy lofi", number 1, is a source now. Its songs come with the next runs.\n',
    );
    expect(await said('add', 'https://www.youtube.com/@LofiGirl')).toContain(
      'the channel "Lofi [2J& Girl", number 2',
    );
    expect(await said('add', '@lofigirl')).toBe(
      'Nothing to do: the channel "Lofi [2J& Girl", number 2, is a source already and has brought 0 songs.\n',
    );
    await addSongs(database.db, 1, () => ({ channel_id: CHANNEL, channel: 'Lofi\u001b[2J Girl' }));
    const brought = { songs: 30, units: 12.345, recent_songs: 10, recent_units: 4, last_error: 'forbidden' };
    const times = {
      last_run_at: new Date('2026-02-28T12:00:00Z'),
      resting_until: new Date('2026-03-02T00:00:00Z'),
    };
    const change = { ...brought, ...times };
    await database.db.updateTable('sources').set(change).where('source_id', '=', 2).execute();
    const [header, ...lines] = (await said('list')).split('\n');
    expect(header).toMatch(/^number +kind +name +songs +units +songs\/unit lately +last run +state$/);
    expect(lines.slice(0, 3).map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      '2  channel  Lofi [2J Girl  30  12.3  2.5  2026-02-28 12:00 UTC  resting until 2026-03-02 00:00 UTC, error: forbidden',
      '1  search  "rainy lofi"  0  0  never',
      '',
    ]);
    expect(lines[3]).toMatch(
      /^Today's budget: 100 of 100 searches and 10,000 of 10,000 reads left.* 08:00 UTC\.$/,
    );

    expect(await said('pause', '1')).toBe(
      'Done: the search "rainy lofi" is paused. "sources resume 1" ends that.\n',
    );
    expect(await said('list')).toMatch(/^1 +search .* never +paused$/m);
    expect(await said('add', 'Rainy', 'Lofi')).toContain('number 1, is a source again.');
    await said('pause', 'rainy', 'lofi');
    expect(await said('resume', '1')).toBe('Done: the search "rainy lofi" is not paused any more.\n');
    expect(await said('remove', '1')).toContain('is removed. Its songs stay; "sources add" brings it back.');
    expect(await said('list')).not.toContain('rainy');
  });

  test('come as JSON', async () => {
    const { services } = await withYouTube();
    const added = await run(['sources', 'add', '@LofiGirl', '--json'], { services });
    const source = {
      sourceId: 1,
      kind: 'channel',
      query: CHANNEL,
      name: '@LofiGirl',
      url: `https://www.youtube.com/channel/${CHANNEL}`,
      enabled: true,
      foundBy: 'people',
      songs: 0,
      units: 0,
      yield: null,
      lastRunAt: null,
      restingUntil: null,
      lastError: null,
    };
    expect(JSON.parse(added.stdout)).toEqual({
      outcome: 'added',
      source,
      title: 'Lofi \u001b[2J& Girl',
      guessed: null,
      hasKey: true,
    });
    const { code, stdout } = await run(['sources', 'list', '--json'], { services });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      sources: [source],
      forecast: {
        day: '2026-02-28',
        resetsAt: '2026-03-01T08:00:00.000Z',
        buckets: {
          search: { budget: 100, spent: 0, left: 100, exhausted: false },
          read: { budget: 10_000, spent: 0, left: 10_000, exhausted: false },
        },
        songs: null,
      },
      hasKey: true,
    });
    const paused = await run(['sources', 'pause', '1', '--json'], { services });
    expect(JSON.parse(paused.stdout)).toEqual({ source: { ...source, enabled: false } });
  });

  test('are added without a key, and it is told that nothing comes of them', async () => {
    const services = servicesOn(await open());
    const added = await run(['sources', 'add', CHANNEL], { services });
    expect(added.stdout).toBe(
      `Done: the channel "${CHANNEL}", number 1, is a source now. Without YOUTUBE_API_KEY no source is asked for songs.\n`,
    );
    const { stdout } = await run(['sources', 'list'], { services });
    expect(stdout.trim().split('\n').at(-1)).toBe('Without YOUTUBE_API_KEY no source is asked for songs.');
  });

  test('that are none are refused in plain words', async () => {
    const { services } = await withYouTube();
    const nobody = await run(['sources', 'add', '@nobody'], { services });
    expect(nobody).toEqual({ code: 2, stdout: '', stderr: 'YouTube knows no channel called @nobody.\n' });
    const { code, stdout } = await run(['sources', 'pause', '7', '--json'], { services });
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'UserError', id: 'unknown-source', exitCode: 2 });
  });
});
