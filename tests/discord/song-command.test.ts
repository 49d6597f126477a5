import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { eraseSongs } from '../../db/queries/songs.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { castVote } from '../../src/labels/votes.ts';
import type { Mood } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';
import { useEmbedded } from '../support/databases.ts';
import { addCard, addModel, addSongs, leaning, markUnavailable, videoId } from '../support/fixtures.ts';
import { WORDS } from '../support/labelled-songs.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { createOpenApiValidator } from '../support/openapi.ts';

const validator = await createOpenApiValidator();

/** A model that hears chill in calm rain and angry in heavy metal. */
const { classifier } = trainClassifier({
  examples: Array.from({ length: 60 }, (_, n) => {
    const mood = n % 2 === 0 ? 'chill' : 'angry';
    const text = songText({ title: `${WORDS[mood]} ${n}` });
    return { id: videoId(n), text, target: leaning(mood, 1), weight: 1 };
  }),
  seed: 1,
  trainedAt: new Date(0),
  costs: [3],
});
const none = async () => {};
const trainedDaysAgo = (days: number) => ({
  activeModel: {
    current: () => ({ modelId: 1, classifier, trainedAt: new Date(Date.now() - days * 86_400_000) }),
    start: none,
    reload: none,
    stop: none,
  },
});

describe('/song', () => {
  const open = useEmbedded();
  let bot: LightBot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  const TITLES = ['Calm rain over heavy metal', 'Rain *party* <@1>', 'Soft night', 'Rain again'];

  async function scene({ model = true, modelDays = 0 } = {}) {
    const database = await open();
    const { db } = database;
    const titled = (n: number) => ({
      title: TITLES[n - 1] ?? '',
      artist: 'Ada',
      attribution: 'Credit to Ada',
    });
    const ids = await addSongs(db, TITLES.length, (n) => ({
      ...titled(n),
      ...(n === 4 && { origin: 'youtube' }),
    }));
    await addModel(db, model ? Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.7)])) : {});
    if (!model) await sql`delete from models`.execute(db);
    bot = await startLightBot(database, model ? trainedDaysAgo(modelDays) : {});
    const asked = bot;
    return {
      database,
      bot,
      ask: (song: string, options: Record<string, string> = {}) =>
        asked.answer(asked.member, 'song', { song, ...options }),
    };
  }

  async function vote({ db }: Database, song: string, voterId: string, mood: Mood) {
    const messageId = `${song} ${voterId} ${mood}`;
    await addCard(db, song, messageId);
    await castVote(
      { db, logger: (await import('pino')).pino({ level: 'silent' }) },
      { messageId, voterId, mood },
    );
  }

  test('a model whose words are too old is heard, but gives no reasons', async () => {
    const { ask } = await scene({ modelDays: 29 });
    const { content } = await ask(videoId(1));
    expect(content).toContain('**What I hear:**');
    expect(content).not.toContain('Why');
  });

  test('shows the song, its votes, what the model hears and why, to who asked alone', async () => {
    const { ask, bot, database } = await scene();
    await vote(database, videoId(1), '1', 'chill');
    await vote(database, videoId(1), '2', 'chill');
    await vote(database, videoId(1), '2', 'sad');
    const reply = await ask(videoId(1), { mood: 'chill' });
    expect(reply).toMatchObject({ ephemeral: true });
    const { content } = reply;
    expect(content).toContain('**Calm rain over heavy metal** by Ada · A channel');
    expect(content).toContain(`\nhttps://www.youtube.com/watch?v=${videoId(1)}\n`);
    expect(content).toContain('-# Licence: CC BY 4.0 · Credit: Credit to Ada');
    expect(content).toContain('**Votes:** 😌 chill 2 · 😢 sad 1 (2 members)');
    expect(content.match(/^(happy|love|sad|sassy|chill|angry) +[█░]{10} +\d+ %$/gm)).toHaveLength(6);
    // Two voters beside a prediction that counts for two: (2 · 0.7 + 1.5) / 4.
    expect(content).toContain('Together with the votes: 73 % chill.');
    expect(content).toContain('**Why chill: ');
    expect(content).toContain('**Why angry: ');
    const angry = content.slice(content.indexOf('**Why angry'));
    expect(angry).toMatch(/pulls up: .*“(heavy|metal|heavy metal)” \+/);
    expect(angry).toMatch(/pulls down: .*“(calm|rain|Calm rain|Calm)” −/i);
    for (const why of content.split('**Why ').slice(1)) expectSum(why.split('\n-# Moods')[0] ?? '');
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('takes a link, or words of the title; others that fit are named, and titles are shown as text', async () => {
    const { ask } = await scene();
    expect((await ask(`<https://youtu.be/${videoId(3)}>`)).content).toContain('**Soft night**');
    const found = await ask('rain party');
    expect(found.content).toContain('**Rain \\*party\\* \\<@1>**');
    expect(found.content).not.toContain('Did you mean');
    const several = await ask('rain');
    expect(several.content).toMatch(/Did you mean another one\? .*“Calm rain over heavy metal”/);
  });

  test('has a word for a song nobody voted on, one that was taken out, and one that was erased', async () => {
    const { ask, database } = await scene();
    const unvoted = (await ask(videoId(3))).content;
    expect(unvoted).toContain('**Votes:** none yet');
    expect(unvoted).not.toContain('Together with the votes');
    await vote(database, videoId(4), '1', 'sad');
    await markUnavailable(database.db, [videoId(3)]);
    expect((await ask(videoId(3))).content).toContain('taken out of my collection');
    await eraseSongs(database.db, [videoId(4)], new Date());
    const erased = (await ask(videoId(4))).content;
    expect(erased).toContain('not available any more');
    expect(erased).toContain('😢 sad 1 (1 member)');
    expect(erased).not.toContain('http');
  });

  test('of a re-upload it names the song that is recommended in its place, and where it does not play', async () => {
    const { ask, bot, database } = await scene();
    await database.db
      .updateTable('songs')
      .set({ duplicate_of: videoId(2), regions_blocked: ['DE'] })
      .where('video_id', '=', videoId(3))
      .execute();
    const { content } = await ask(videoId(3));
    expect(content).toContain(
      `This is a re-upload of **Rain \\*party\\* \\<@1>** · A channel, which I recommend in its place: <https://www.youtube.com/watch?v=${videoId(2)}>`,
    );
    expect(content).toContain('\n-# Not available in Germany.\n');
    expect(content.match(/(?<!<)https:/g)).toHaveLength(1);
    expect((await ask(videoId(2))).content).not.toMatch(/re-upload|vailable/);
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('without a model the votes are told, and a song that is not there is explained', async () => {
    const { ask, bot } = await scene({ model: false });
    const { content } = await ask('soft night');
    expect(content).toContain('I have no model yet');
    expect(content).not.toContain('Why');
    for (const unknown of ['zzz', `https://youtu.be/${videoId(99)}`, '%', 'https://example.org/'])
      expect((await ask(unknown)).content).toMatch(/^I do not have (that song|the song of that link)/);
    expect(bot.log.lines.filter((line) => line.level >= 40)).toEqual([]);
  });

  test('offers songs while a title is typed: at first those shown here last, then those that fit', async () => {
    const { bot, database } = await scene();
    expect(await bot.choices('song', 'song', '')).toEqual([]);
    await addCard(database.db, videoId(3), 'shown');
    await sql`update cards set channel_id = ${bot.channelId}`.execute(database.db);
    expect(await bot.choices('song', 'song', '')).toEqual([{ name: 'Soft night · Ada', value: videoId(3) }]);
    const fitting = await bot.choices('song', 'song', 'rain');
    expect(fitting.map((one) => one.value)).toEqual([videoId(4), videoId(2), videoId(1)]);
    const link = await bot.choices('song', 'song', `https://youtu.be/${videoId(4)}`);
    expect(link).toEqual([{ name: 'Rain again · Ada', value: videoId(4) }]);
  });

  test('a title that nobody can see spoils no other choice', async () => {
    const {
      bot,
      database: { db },
    } = await scene();
    for (const n of [2, 3]) await addCard(db, videoId(n), `message-${n}`);
    await db.updateTable('cards').set({ channel_id: bot.channelId }).execute();
    const unseen = { title: '\u202a', artist: '', channel: '\u200b' };
    await db.updateTable('songs').set(unseen).where('video_id', '=', videoId(3)).execute();
    expect(await bot.choices('song', 'song', '')).toEqual([
      { name: '(untitled)', value: videoId(3) },
      { name: 'Rain *party* <@1> · Ada', value: videoId(2) },
    ]);
    expect((await bot.answer(bot.member, 'song', { song: videoId(3) })).content).toContain('**(untitled)**');
    expect(bot.log.lines.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('offers 25 songs of 100 characters at most, and none rather than no answer when something is wrong', async () => {
    const { bot, database } = await scene();
    await database.db.deleteFrom('songs').execute();
    await addSongs(database.db, 40, () => ({ title: `Rain ${'😢'.repeat(60)}`, channel: 'x'.repeat(80) }));
    const offered = await bot.choices('song', 'song', 'rain');
    expect(offered).toHaveLength(25);
    for (const { name } of offered) {
      expect(name.length).toBeLessThanOrEqual(100);
      expect(name.isWellFormed()).toBe(true);
    }
    await sql`alter table songs rename to songs_away`.execute(database.db);
    expect(await bot.choices('song', 'song', 'rain')).toEqual([]);
    await bot.log.waitFor('no choices could be found');
  });
});

/** The points of one "why" as they are read add up to its score. */
function expectSum(why: string): void {
  const points = [...why.matchAll(/[+−±](\d+\.\d\d)/g)].map(([all, size]) =>
    Math.round(100 * Number(size) * (all.startsWith('−') ? -1 : 1)),
  );
  const [score, ...parts] = points;
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(score);
}
