import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { activeModelId, insertModel } from '../../db/queries/models.ts';
import { topSongs } from '../../db/queries/ranking.ts';
import { PREDICTION_VOTERS } from '../../db/queries/scores.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { insertVote, lockSongs, recount } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import type { Mood } from '../../src/moods.ts';
import { activate } from '../../src/training/activate.ts';
import { addModel, addSongs, leaning, videoId } from '../support/fixtures.ts';
import { gatedTrainer } from '../support/gated-trainer.ts';
import { describeTwoProcesses, useServerTwice } from '../support/open-twice.ts';
import { lockAwaited } from '../support/row-lock.ts';
import { aSong } from '../support/songs.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date();

/** Three batches of `activate`, the last one not full. */
const SONGS = 112;
const BATCHES = 3;

/** What each model thinks of every song. */
const OLD = leaning('chill', 0.9);
const NEW = leaning('angry', 0.8);
const NEW_AFTER_CHANGE = leaning('sad', 0.7);

async function withModels(db: Kysely<Schema>, songs: number) {
  const ids = await addSongs(db, songs);
  await addModel(db, Object.fromEntries(ids.map((id) => [id, OLD])));
  const artefact = new Uint8Array([2]);
  const trained = { report: {}, comparison: undefined, trainingSet: {}, trainedAt: now() };
  return { artefact, modelId: await insertModel(db, { artefact, ...trained }) };
}

/** A committed vote of one more voter; `beforeCommit` holds its transaction open. */
async function vote(db: Kysely<Schema>, id: string, mood: Mood, beforeCommit = async () => {}) {
  await db.transaction().execute(async (trx) => {
    await lockSongs(trx, [id]);
    await insertVote(trx, { videoId: id, voterId: crypto.randomUUID(), mood, cardId: null });
    await recount(trx, [id]);
    await beforeCommit();
  });
}

/**
 * The predictions for chill behind what a reader of the ranking sees, and how many songs that are. Every voter of
 * these tests has one mood, so that a score gives its prediction away.
 */
async function seen(db: Kysely<Schema>) {
  const songs = await topSongs(db, { mood: 'chill', limit: 10_000 });
  const predictions = songs.map(
    ({ score, voters, allVoters }) => (score * (PREDICTION_VOTERS + allVoters) - voters) / PREDICTION_VOTERS,
  );
  return { songs: songs.length, predictions: [...new Set(predictions.map((p) => p.toFixed(6)))].sort() };
}

const SEEN_OLD = { songs: SONGS, predictions: [OLD[4].toFixed(6)] };

/** Songs without all six scores of a model, and its scores that are not what their votes and predictions say. */
async function mistakes(db: Kysely<Schema>, modelId: number) {
  const songs = await db.selectFrom('songs').select('video_id').execute();
  const scores = await db.selectFrom('scores').selectAll().where('model_id', '=', modelId).execute();
  const tallies = await db.selectFrom('tallies').selectAll().execute();
  const wrong = scores.filter(({ video_id, mood, prediction, score }) => {
    const ofSong = tallies.filter((tally) => tally.video_id === video_id);
    const all = ofSong.reduce((sum, tally) => sum + tally.share, 0);
    const share = ofSong.find((tally) => tally.mood === mood)?.share ?? 0;
    const expected = (PREDICTION_VOTERS * prediction + share) / (PREDICTION_VOTERS + all);
    return Math.abs(score - expected) > 1e-9;
  });
  const counts = Map.groupBy(scores, (row) => row.video_id);
  return { wrong, incomplete: songs.filter(({ video_id }) => counts.get(video_id)?.length !== 6) };
}

async function addSong(db: Kysely<Schema>, video_id: string): Promise<void> {
  await insertNewSongs(db, [aSong({ video_id })], now());
}

describeTwoProcesses('activating a model', (openTwice) => {
  test('songs and votes that come meanwhile are all in it, and readers see one model at every moment', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const { modelId, artefact } = await withModels(db, SONGS);
    const batches: number[] = [];
    const trainer = gatedTrainer({
      predictionOf: ({ title }) => (title === 'Another title' ? NEW_AFTER_CHANGE : NEW),
      async beforeBatch(batch, texts) {
        batches.push(texts.length);
        // The last batch is predicted in the transaction that switches; embedded, nobody else gets in before it ends.
        if (batch > BATCHES && database.kind === 'embedded') return;
        expect(await seen(db)).toEqual(SEEN_OLD);
        // A song whose batch is written, one that is just being predicted, and one that is still to come.
        for (const n of [1, 51, 101]) await vote(db, videoId(n), 'sad');
        if (batch !== 2) return;
        await vote(db, videoId(2), 'chill');
        // Before and after the place the batches have reached.
        await addSong(db, 'aaaalate001');
        await addSong(db, 'zzzzlate002');
        const change = { title: 'Another title', updated_at: now() };
        await db.updateTable('songs').set(change).where('video_id', '=', videoId(3)).execute();
      },
    });
    await activate({ database, trainer, now, logger }, { modelId, artefact });
    // The two late songs, one of them a second time, and the changed one.
    expect(batches).toEqual([50, 50, 13, 3]);
    expect(await mistakes(db, modelId)).toEqual({ wrong: [], incomplete: [] });
    expect(await seen(db)).toEqual({
      songs: SONGS + 2,
      predictions: [NEW[4].toFixed(6), NEW_AFTER_CHANGE[4].toFixed(6)].sort(),
    });
    expect(await db.selectFrom('scores').select('model_id').distinct().execute()).toEqual([
      { model_id: modelId },
    ]);
  });

  test('a reader who never stops looking sees the old model, then the new one, and nothing else', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const { modelId, artefact } = await withModels(db, SONGS);
    const looks: { songs: number; predictions: string[] }[] = [];
    let done = false;
    async function look() {
      while (!done) {
        looks.push(await seen(db));
        // The embedded database answers without leaving the event loop, which would end here otherwise.
        await turn();
      }
      looks.push(await seen(db));
    }
    const looking = look();
    const trainer = gatedTrainer({ predictionOf: () => NEW, beforeBatch: async () => {} });
    await activate({ database, trainer, now, logger }, { modelId, artefact });
    done = true;
    await looking;
    const seenNew = { songs: SONGS, predictions: [NEW[4].toFixed(6)] };
    const changes = looks.filter((one, n) => JSON.stringify(one) !== JSON.stringify(looks[n - 1]));
    expect(changes).toEqual([SEEN_OLD, seenNew]);
  });

  test('what fails half-way leaves the old model in use, and a second try makes it whole', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const { modelId, artefact } = await withModels(db, SONGS);
    const failing = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch(batch) {
        if (batch > BATCHES) throw new Error('out of memory');
      },
    });
    const old = await activeModelId(db);
    // By this clock every song has changed since the start, so that there is a batch after the others.
    const deps = { database, trainer: failing, now: () => new Date(0), logger };
    const activating = activate(deps, { modelId, artefact });
    await expect(activating).rejects.toThrow('out of memory');
    expect(await activeModelId(db)).toBe(old);
    expect(await seen(db)).toEqual(SEEN_OLD);
    const trainer = gatedTrainer({ predictionOf: () => NEW, beforeBatch: async () => {} });
    await activate({ database, trainer, now, logger }, { modelId, artefact });
    expect(await mistakes(db, modelId)).toEqual({ wrong: [], incomplete: [] });
  });
});

describe('activating a model on a PostgreSQL server', () => {
  const openTwice = useServerTwice();

  test.each([
    ['while its song’s batch is written', 1, now],
    // By this clock every song has changed since the start, so that the late ones are all of them.
    ['while the late songs are written', 2, () => new Date(0)],
  ])('a vote that is committed %s is in the scores', async (_, batch, clock) => {
    const { database, other } = await openTwice();
    const { modelId, artefact } = await withModels(other.db, 10);
    let voting: Promise<void> | undefined;
    let written = false;
    const commit = Promise.withResolvers<void>();
    const trainer = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch(number) {
        if (number !== batch) return;
        const cast = Promise.withResolvers<void>();
        voting = vote(other.db, videoId(5), 'sad', async () => {
          cast.resolve();
          await commit.promise;
        });
        await cast.promise;
      },
    });
    const deps = { database, trainer, now: clock, logger };
    const activating = activate(deps, {
      modelId,
      artefact,
      onProgress: () => {
        written = batch === 1;
      },
    });
    const over = activating.then(() => {
      written = true;
    });
    await Promise.race([lockAwaited(other.db, () => written), over]);
    commit.resolve();
    await activating;
    await voting;
    expect(await mistakes(other.db, modelId)).toEqual({ wrong: [], incomplete: [] });
    const score = await other.db
      .selectFrom('scores')
      .select('score')
      .where('video_id', '=', videoId(5))
      .where('mood', '=', 'sad')
      .executeTakeFirstOrThrow();
    expect(score.score).toBeCloseTo((PREDICTION_VOTERS * NEW[2] + 1) / (PREDICTION_VOTERS + 1));
  });
});
