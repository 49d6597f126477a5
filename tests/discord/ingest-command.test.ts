import { afterEach, describe, expect, test } from 'vitest';
import { ensureSource } from '../../db/queries/sources.ts';
import type { IngestOutcome } from '../../src/catalogue/ingest.ts';
import { createQuotaLedger } from '../../src/catalogue/quota/quota-ledger.ts';
import { describeIngest, describeIngestProgress } from '../../src/discord/ingest-text.ts';
import { useEmbedded } from '../support/databases.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { createOpenApiValidator } from '../support/openapi.ts';
import { videoId } from '../support/songs.ts';
import { useYouTube } from '../support/youtube-client.ts';
import { KEY_NOT_VALID } from '../support/youtube-server.ts';

const validator = await createOpenApiValidator();
const youtube = useYouTube();
const NOW = new Date('2026-03-01T12:00:00Z');

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function scene({ withKey = true, predictSongs = async () => {} } = {}) {
  const database = await open();
  const now = () => NOW;
  const quota = createQuotaLedger({ db: database.db, now, budgets: { search: 100, read: 10_000 } });
  await youtube.reopen({ quota, now });
  const started = await startLightBot(database, {
    youtube: withKey ? youtube.client : undefined,
    quota,
    now,
    predictSongs,
  });
  bot = started;
  await ensureSource(database.db, { kind: 'search', query: 'calm rain' });
  return { bot: started, database, ask: () => started.finalAnswer(started.moderator, 'ingest now') };
}

describe('/ingest now', () => {
  test('brings new songs in, in front of everybody, and tells what it cost', async () => {
    const predicted: string[] = [];
    const { bot, database, ask } = await scene({
      predictSongs: async (ids?: readonly string[]) => void predicted.push(...(ids ?? [])),
    });
    youtube.server.setVideos([
      { id: videoId(1), title: 'Rain' },
      { id: videoId(2), title: 'Rain (Official Audio)' },
      { id: videoId(3), title: 'Snow' },
      { id: videoId(4), duration: 'PT2H' },
      { id: videoId(5), duration: 'PT3H' },
      { id: videoId(6), duration: 'PT2S' },
    ]);
    const reply = await ask();
    expect(reply.ephemeral).toBe(false);
    const { content } = await bot.playground.discord.waitFor(() => {
      const now = bot.playground.discord.message(reply.id);
      return now?.content.includes('Done') ? now : undefined;
    }, 20_000);
    const lines = content.split('\n');
    expect(lines[0]).toBe('🎵 **Done: 3 new songs.**');
    expect(lines[1]).toBe('My sources have nothing more for me right now.');
    expect(content).toContain('\nLeft out 3 videos: longer than a song (2) · shorter than a song (1)\n');
    expect(content).toContain('\n1 re-upload of a song I have: linked, so that no song comes up twice.\n');
    expect(content).toContain('\n📺 1 channel brought several songs, so I follow it from now on.\n');
    expect(lines.at(-1)).toMatch(
      /^-# Asked of YouTube: \d+ searches and \d+ reads\. Today's budget: \d+ of 100 searches and 9,9\d\d of 10,000 reads left/,
    );
    expect(predicted).toEqual(expect.arrayContaining([videoId(1), videoId(2), videoId(3)]));
    const [run] = await database.db.selectFrom('runs').select(['kind', 'status']).execute();
    expect(run).toEqual({ kind: 'ingest', status: 'done' });
    expect(bot.log.lines.filter((line) => line.level >= 40)).toEqual([]);
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('a run that ends early says why, and that nothing is lost', async () => {
    const { ask } = await scene();
    youtube.server.failAlways('search', KEY_NOT_VALID);
    const { content } = await ask();
    expect(content).toMatch(
      /^⏹️ \*\*Stopped early: no new songs this time\.\*\*\nYouTube refuses the API key/,
    );
    expect(content).toContain('What I have found is kept, and the next run goes on here.');
  });

  test('the bot’s stop ends a run, which says so and keeps what it found', async () => {
    const predicting = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { bot, database, ask } = await scene({
      async predictSongs() {
        predicting.resolve();
        await goOn.promise;
      },
    });
    youtube.server.setVideos(
      Array.from({ length: 120 }, (_, n) => ({ id: videoId(n), title: `Rain ${n} ${n}` })),
    );
    const asked = ask();
    await predicting.promise;
    const stopped = bot.stop();
    goOn.resolve();
    expect((await asked).content).toMatch(
      /^⏹️ \*\*Stopped early: \d+ new songs\.\*\*\nI am being stopped or restarted\. What I have found is kept/,
    );
    await stopped;
    const { count } = await database.db
      .selectFrom('songs')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBeGreaterThanOrEqual(50);
    expect(bot.log.lines.filter((line) => line.msg === 'a command failed')).toEqual([]);
  });

  test('a second run beside the first is turned down, to who asked alone', async () => {
    const predicting = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { bot, ask } = await scene({
      async predictSongs() {
        predicting.resolve();
        await goOn.promise;
      },
    });
    youtube.server.setVideos([{ id: videoId(1) }]);
    const first = bot.command(bot.moderator, 'ingest now');
    await predicting.promise;
    expect(await ask()).toMatchObject({
      ephemeral: true,
      content: 'New songs are being looked for already. Please wait for it to finish.',
    });
    goOn.resolve();
    await first;
  });

  test('is for moderators, and needs a key', async () => {
    const { bot, ask } = await scene({ withKey: false });
    expect(await ask()).toMatchObject({
      ephemeral: true,
      content:
        'I have no key for YouTube yet, so I cannot look for songs there. Whoever runs me can set `YOUTUBE_API_KEY`.',
    });
    expect((await bot.answer(bot.member, 'ingest now')).content).toBe(
      'Only members who may manage this server can let me look for songs. ' +
        'You can still bring songs in: `/suggest` takes a YouTube link.',
    );
    expect(youtube.server.requests).toEqual([]);
  });
});

describe('the words about a run', () => {
  const nothing: IngestOutcome = {
    found: 0,
    known: 0,
    added: 0,
    updated: 0,
    duplicates: 0,
    leftOut: {},
    units: { search: 0, read: 0 },
    skipped: 0,
    newSources: 0,
    refusedSources: [],
    ended: 'caught-up',
  };

  test('say no more than there is to say', () => {
    expect(describeIngest(nothing, 'The budget.')).toBe(
      [
        '🎵 **Done: no new songs this time.**',
        'My sources have nothing more for me right now.',
        '-# Asked of YouTube: 0 searches and 0 reads. The budget.',
      ].join('\n'),
    );
    expect(describeIngest({ ...nothing, found: 50, known: 50 }, '')).toContain(
      'I saw 50 videos, all of which I knew already.',
    );
  });

  test('of a run whose searches were used up say so, however far the rest came', () => {
    const stopSentence = "YouTube's daily allowance of searches is used up.";
    const text = describeIngest({ ...nothing, ended: 'caught-up', stoppedBy: 'quota', stopSentence }, '');
    expect(text).toMatch(
      /^⏹️ \*\*Stopped early: no new songs this time\.\*\*\nYouTube's daily allowance of searches/,
    );
    expect(text).not.toContain('nothing more');
  });

  test('tell everything where there is much of it, in one message', () => {
    const refusedSources = Array.from({ length: 9 }, (_, n) => ({
      query: `PL${n}_${'*'.repeat(80)}`,
      reason: 'playlistNotFound',
    }));
    const text = describeIngest(
      {
        ...nothing,
        found: 1234,
        known: 1000,
        added: 1,
        updated: 2,
        duplicates: 2,
        leftOut: { mix: 3, gone: 40, 'not-music': 1 },
        units: { search: 1, read: 12 },
        newSources: 2,
        refusedSources,
        ended: 'share-spent',
      },
      'The budget.',
    );
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('**Done: 1 new song.**\nThere is more to find.');
    expect(text).toContain('I saw 1,234 videos, 1,000 of which I knew already.');
    expect(text).toContain('2 songs that had been away came back.');
    expect(text).toContain(
      'Left out 44 videos: private or not on YouTube any more (40) · a mix or compilation (3) · not music, by YouTube’s own category (1)',
    );
    expect(text).toContain('2 re-uploads of songs I have');
    expect(text).toContain('so I follow them from now on');
    expect(text).toMatch(/⚠️ YouTube did not let me see “PL0\\_.*” \(playlistNotFound\), .* and 6 more\./);
    expect(text).toContain('-# Asked of YouTube: 1 search and 12 reads. The budget.');
  });

  test('of progress fit two lines', () => {
    expect(
      describeIngestProgress({
        source: 'calm',
        found: 120,
        added: 1,
        units: { search: 2, read: 3 },
        share: 0.374,
      }),
    ).toBe(
      '🎣 **Looking for new songs…** 1 new song so far\n-# 120 videos seen · 37 % of what this run may ask of YouTube',
    );
  });
});
