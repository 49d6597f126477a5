import { PermissionFlagsBits } from 'discord.js';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { activeModelId, setModelStatus } from '../../db/queries/models.ts';
import { serialise } from '../../src/classifier/artefact.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { describeModels } from '../../src/discord/model-text.ts';
import { songText } from '../../src/text/song-text.ts';
import type { ListedModel } from '../../src/training/list-models.ts';
import { retrain } from '../../src/training/retrain.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, leaning, songPrediction, videoId } from '../support/fixtures.ts';
import { gatedTrainer } from '../support/gated-trainer.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { createOpenApiValidator } from '../support/openapi.ts';

const validator = await createOpenApiValidator();

const { classifier } = trainClassifier({
  examples: Array.from({ length: 20 }, (_, n) => {
    const mood = n % 2 === 0 ? 'chill' : 'angry';
    return { id: videoId(n), text: songText({ title: `${mood} ${n}` }), target: leaning(mood, 1), weight: 1 };
  }),
  seed: 1,
  trainedAt: new Date(0),
  costs: [1],
});
const artefact = Buffer.from(serialise(classifier));

const COMPARISON = {
  verdict: 'same' as const,
  accuracy: { difference: 0.012, low: -0.008, high: 0.031 },
  macroF1: { difference: 0.01, low: -0.0001, high: 0.02 },
};

describe('/model', () => {
  const open = useEmbedded();
  let bot: LightBot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  /** Three models that were in use one after another, and a fourth that was refused. */
  async function scene({ beforeBatch = async () => {}, reload = async () => {} } = {}) {
    const database = await open();
    const { db } = database;
    const [song = ''] = await addSongs(db, 1);
    const ids: number[] = [];
    for (let n = 0; n < 4; n++)
      ids.push(await addModel(db, { [song]: leaning('sad', 0.9) }, { activate: n < 3 }));
    const [, , , refused = 0] = ids;
    await setModelStatus(db, refused, 'refused');
    const report = { labels: { total: 512 }, metrics: { accuracy: 0.431, macroF1: 0.38 } };
    await sql`
      update models set artefact = ${artefact}, report = ${JSON.stringify(report)}::jsonb,
        comparison = ${JSON.stringify(COMPARISON)}::jsonb,
        activated_at = activated_at + model_id * interval '1 day'
    `.execute(db);
    const trainer = gatedTrainer({ beforeBatch, predictionOf: () => leaning('angry', 0.9) });
    const none = async () => {};
    const activeModel = { current: () => undefined, start: none, reload, stop: none };
    bot = await startLightBot(database, { trainer, activeModel });
    const asked = bot;
    return {
      db,
      bot,
      ids,
      song,
      ask: asked.answer,
    };
  }

  test('list shows everybody, alone, what there is', async () => {
    const { ask, bot, ids } = await scene();
    const reply = await ask(bot.member, 'model list');
    expect(reply).toMatchObject({ ephemeral: true });
    const lines = reply.content.split('\n');
    expect(lines.at(-2)).toContain('how often I am right about songs I had not seen');
    expect(lines[0]).toMatch(new RegExp(`^\\*\\*Model ${ids[3]}\\*\\* · not used: worse · <t:\\d+:d>$`));
    expect(lines[1]).toBe('accuracy 43.1 % · macro-F1 38.0 %');
    expect(lines[2]).toBe('-# 512 labels · no clear change');
    expect(lines[3]).toBe('-# accuracy −0.8 to +3.1 · F1 0.0 to +2.0');
    expect(reply.content).toContain(`**Model ${ids[2]}** · **in use**`);
    expect(reply.content).toContain(`**Model ${ids[1]}** · in use before`);
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('rollback returns to the model before, in front of everybody, and tells the way back', async () => {
    const { ask, bot, db, ids, song } = await scene();
    const [, second = 0, third = 0] = ids;
    const reply = await ask(bot.moderator, 'model rollback');
    expect(reply).toMatchObject({ ephemeral: false });
    expect(reply.content).toContain(`**Done: model ${second} is in use again.**`);
    expect(reply.content).toContain(`\`/model rollback model:${third}\``);
    expect(await activeModelId(db)).toBe(second);
    expect((await songPrediction(db, second, song))?.prediction).toEqual(leaning('angry', 0.9));
    expect(bot.log.lines.filter((line) => line.level >= 50)).toEqual([]);
  });

  test('a rollback that this process cannot follow yet is told as done: another one would take it back', async () => {
    const { ask, bot, db, ids } = await scene({ reload: () => Promise.reject(new Error('connection lost')) });
    const reply = await ask(bot.moderator, 'model rollback');
    expect(reply.content).toContain('is in use again');
    expect(await activeModelId(db)).toBe(ids[1]);
    await bot.log.waitFor('the model is switched, but this process has not loaded it yet');
  });

  test('rollback takes a number, and turns down one that it cannot return to, to who asked alone', async () => {
    const { ask, bot, db, ids } = await scene();
    const [first = 0, , third = 0, refused = 0] = ids;
    for (const [model, words] of [
      [99, 'There is no model 99.'],
      [third, `Model ${third} is the one in use already.`],
      [refused, `Model ${refused} has never been in use`],
    ] as const) {
      const reply = await ask(bot.moderator, 'model rollback', { model });
      expect(reply).toMatchObject({ ephemeral: true });
      expect(reply.content).toContain(words);
    }
    expect((await ask(bot.moderator, 'model rollback', { model: first })).content).toContain(
      'is in use again',
    );
    expect(await activeModelId(db)).toBe(first);
  });

  test('rollback and report are for moderators of control guilds; the list is for everybody everywhere', async () => {
    const { ask, bot, db, ids } = await scene();
    for (const command of ['model rollback', 'model report']) {
      const reply = await ask(bot.member, command);
      expect(reply).toMatchObject({ ephemeral: true });
      expect(reply.content).toContain('Only members who may manage this server can');
    }
    await bot.restart({ controlGuildIds: ['999999999999999999'] });
    for (const command of ['model rollback', 'model report'])
      expect((await ask(bot.moderator, command)).content).toContain('This is not one of them');
    expect((await ask(bot.member, 'model list')).content).toContain('**Model');
    expect(await activeModelId(db)).toBe(ids[2]);
  });

  test('a second rollback while one runs is turned down', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { ask, bot } = await scene({
      async beforeBatch() {
        reached.resolve();
        await gate.promise;
      },
    });
    const first = bot.command(bot.moderator, 'model rollback');
    await reached.promise;
    expect((await ask(bot.moderator, 'model rollback')).content).toContain('is running already');
    gate.resolve();
    await first;
  });

  test('offers the models that can be returned to, and all for a report', async () => {
    const { bot, ids } = await scene();
    const [first = 0, second = 0] = ids;
    const offered = await bot.choices('model rollback', 'model', '');
    expect(offered.map((one) => one.value)).toEqual([second, first]);
    expect(offered[0]?.name).toMatch(
      new RegExp(`^Model ${second} · \\d{4}-\\d\\d-\\d\\d · 512 labels · 43.1 % right · in use before$`),
    );
    expect(await bot.choices('model rollback', 'model', String(first))).toHaveLength(1);
    expect(await bot.choices('model rollback', 'model', 'x')).toEqual([]);
    expect((await bot.choices('model report', 'model', '')).map((one) => one.value)).toEqual(
      ids.toReversed(),
    );
  });
});

describe('/model report', () => {
  const open = useEmbedded();
  const { logger } = createMemoryLog();
  const trainer = createWorkerTrainer({ logger });
  afterAll(() => trainer.stop());

  test('shows pictures, each with words for whoever cannot see it', async () => {
    const database = await open();
    await addLabelledSongs(database);
    const { modelId } = await retrain({ database, trainer, logger, now: () => new Date() });
    const bot = await startLightBot(database, { trainer });
    onTestFinished(() => bot.stop());
    const reply = await bot.finalAnswer(bot.moderator, 'model report');
    expect(reply).toMatchObject({ ephemeral: false });
    expect(reply.content).toMatch(
      new RegExp(`^\\*\\*Model ${modelId}\\*\\* · \\*\\*in use\\*\\* · 40 labels\nRight about \\d+ %`),
    );
    expect(reply.attachments.length).toBeGreaterThanOrEqual(4);
    for (const { filename, content_type, description = '' } of reply.attachments) {
      expect(filename).toMatch(/^[\w-]+\.png$/);
      expect(content_type).toBe('image/png');
      expect(description.length).toBeGreaterThan(20);
      expect(description.length).toBeLessThanOrEqual(1_024);
    }
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
    const unknown = await bot.answer(bot.moderator, 'model report', { model: 99 });
    expect(unknown).toMatchObject({ ephemeral: true });
    expect(unknown.content).toContain('99');
  });

  /** A bot with a model whose learning curve waits half-way for the gate. */
  async function scene(gate: Promise<void> = Promise.resolve()) {
    const database = await open();
    await addLabelledSongs(database);
    await retrain({ database, trainer, logger, now: () => new Date() });
    const slow: typeof trainer = {
      ...trainer,
      async learningCurve(_, onProgress) {
        onProgress({ stage: 'measuring', done: 1, total: 2 });
        await gate;
        return { points: [{ labels: 40, accuracy: 0.5, low: 0.4, high: 0.6 }], runs: 5, songs: 40 };
      },
    };
    const bot = await startLightBot(database, { trainer: slow });
    onTestFinished(() => bot.stop());
    return bot;
  }

  test('says how far it has come while that takes long, and in one message in the end', async () => {
    const gate = Promise.withResolvers<void>();
    const bot = await scene(gate.promise);
    const progress = await bot.answer(bot.moderator, 'model report');
    expect(progress.content).toBe('Measuring what more labels bring… 50 %');
    gate.resolve();
    await bot.playground.discord.waitFor(() => bot.messages().at(-1)?.attachments.length === 4, 20_000);
    expect(bot.messages()).toHaveLength(1);
    expect(bot.messages()[0]).toMatchObject({
      id: progress.id,
      content: expect.stringMatching(/^\*\*Model/),
    });
  });

  test('tells in words what it may not attach, and who asked what is missing', async () => {
    const bot = await scene();
    const { discord } = bot.playground;
    const all = discord.botPermissions(bot.channelId);
    discord.setBotPermissions(bot.channelId, all & ~PermissionFlagsBits.AttachFiles);
    const reply = await bot.finalAnswer(bot.moderator, 'model report');
    expect(reply).toMatchObject({ ephemeral: false, attachments: [] });
    for (const title of ['Which moods it mixes up', 'What more labels bring', 'Moods: votes and model'])
      expect(reply.content).toContain(`**${title}**\n`);
    expect(reply.content.length).toBeLessThanOrEqual(2_000);
    const hint = await discord.waitFor(() => bot.messages(bot.moderator).find((one) => one.ephemeral));
    expect(hint.content).toContain('**Attach Files**');
    expect(hint.content).not.toContain('**Send Messages**');
  });

  test('gives its words even where nothing can be drawn', async () => {
    const bot = await scene();
    const { execPath } = process;
    process.execPath = '/nonexistent/node';
    onTestFinished(() => {
      process.execPath = execPath;
    });
    const reply = await bot.finalAnswer(bot.moderator, 'model report');
    expect(reply).toMatchObject({ ephemeral: false, attachments: [] });
    expect(reply.content).toMatch(/^\*\*Model \d+\*\*.*\nRight about .*\n-# The pictures could not be drawn/);
    await bot.log.waitFor('a report goes out without pictures');
  });
});

test('eleven models with the longest words fit into one message; of none there is something to say too', () => {
  const longest = { difference: -0.099, low: -0.099, high: -0.099 };
  const model: ListedModel = {
    modelId: 999,
    status: 'refused',
    trainedAt: new Date('2099-01-01'),
    activatedAt: null,
    figures: { labels: 99_999, accuracy: 0.999, macroF1: 0.999 },
    comparison: { verdict: 'same', accuracy: longest, macroF1: longest },
  };
  const text = describeModels(
    Array.from({ length: 11 }, () => model),
    model.trainedAt,
  );
  expect(text.length).toBeLessThanOrEqual(2_000);
  expect(text.match(/^\*\*Model/gm)).toHaveLength(11);
  expect(text.split('\n').at(-1)).toMatch(/^-# Small figures: /);
  expect(describeModels([], model.trainedAt)).toContain('no model yet');
});

test('a model in use whose words are too old is marked, and one that took over for that reason alone', () => {
  const none = { difference: -0.01, low: -0.02, high: -0.01 };
  const model: ListedModel = {
    modelId: 2,
    status: 'active',
    trainedAt: new Date('2026-01-01'),
    activatedAt: new Date('2026-01-01'),
    figures: { labels: 9, accuracy: 0.5, macroF1: 0.4 },
    comparison: { verdict: 'worse', accuracy: none, macroF1: none },
  };
  const refused: ListedModel = { ...model, modelId: 1, status: 'refused', activatedAt: null };
  const fresh = describeModels([model, refused], new Date('2026-01-29'));
  expect(fresh).not.toContain('too old');
  expect(fresh).toMatch(/9 labels · worse, but fresher\n(.*\n)*.*9 labels · worse\n/);
  const old = describeModels([model, refused], new Date('2026-01-30'));
  expect(old.match(/too old to be shown/g)).toHaveLength(1);
  expect(old.split('\n')[1]).toContain('too old to be shown');
});
