import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { activeModelId, insertModel, setModelStatus } from '../../db/queries/models.ts';
import { topSongs } from '../../db/queries/ranking.ts';
import { PREDICTION_VOTERS } from '../../db/queries/scores.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { insertVote, lockSongs, recount } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import { isDatabaseDown } from '../../src/errors/is-database-down.ts';
import { StoppedError } from '../../src/errors/stopped-error.ts';
import type { Mood } from '../../src/moods.ts';
import { activate, SONGS_AT_ONCE } from '../../src/training/activate.ts';
import { removeLeftovers } from '../../src/training/leftovers.ts';
import { addModel, addSongs, leaning, songPrediction, videoId } from '../support/fixtures.ts';
import { gatedTrainer } from '../support/gated-trainer.ts';
import { describeTwoProcesses, useServerTwice } from '../support/open-twice.ts';
import { lockAwaited } from '../support/row-lock.ts';
import { aSong } from '../support/songs.ts';

const logger = pino({ level: 'silent' });
const now = () => new Date();

/** A catalogue of three batches of `activate`, the last one not full. */
const songsOf = ({ kind }: Database) => 2 * SONGS_AT_ONCE[kind] + 12;

/** What each model thinks of every song. */
const OLD = leaning('chill', 0.9);
const NEW = leaning('angry', 0.8);
const NEW_AFTER_CHANGE = leaning('sad', 0.7);

const TRAINED = { report: {}, comparison: undefined, trainingSet: {}, trainedAt: now() };

/** A catalogue with an active model, and a model to be activated. */
async function withModels(db: Kysely<Schema>, songs: number) {
  const ids = await addSongs(db, songs);
  await addModel(db, Object.fromEntries(ids.map((id) => [id, OLD])));
  const artefact = new Uint8Array([2]);
  return { artefact, modelId: await insertModel(db, { ...TRAINED, artefact }) };
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

const seenOld = (songs: number) => ({ songs, predictions: [OLD[4].toFixed(6)] });

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

function addNamed(db: Kysely<Schema>, title: string, ids: readonly string[]): Promise<string[]> {
  return insertNewSongs(
    db,
    ids.map((video_id) => aSong({ video_id, title })),
    now(),
  );
}

function change(db: Kysely<Schema>, id: string) {
  const text = { title: 'Another title', updated_at: now() };
  return db.updateTable('songs').set(text).where('video_id', '=', id).execute();
}

function modelsWithScores(db: Kysely<Schema>) {
  return db.selectFrom('scores').select('model_id').distinct().orderBy('model_id').execute();
}

describeTwoProcesses('activating a model', (openTwice) => {
  test('songs and votes that come at any time are all in it, and readers see one model at every moment', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const size = SONGS_AT_ONCE[database.kind];
    const songs = songsOf(database);
    const { modelId, artefact } = await withModels(db, songs);
    const phases: string[] = [];
    const sizes: number[] = [];
    const trainer = gatedTrainer({
      predictionOf: ({ title }) => (title === 'Another title' ? NEW_AFTER_CHANGE : NEW),
      async beforeBatch(_, texts) {
        const named = (title: string) => texts.some((text) => text.title === title);
        const phase = named('Last') ? 'switch' : named('Late') ? 'late' : 'catalogue';
        const first = !phases.includes(phase);
        phases.push(phase);
        sizes.push(texts.length);
        // Embedded, nobody else gets in before the transaction that switches ends.
        if (phase === 'switch' && database.kind === 'embedded') return;
        expect(await seen(db)).toEqual(seenOld(songs));
        for (const n of [1, size + 1, songs]) await vote(db, videoId(n), 'sad');
        await vote(db, videoId(2), 'chill');
        if (!first || phase === 'switch') return;
        if (phase === 'catalogue') {
          // Before the place that the batches have reached, more than the switch takes; and after it.
          await addNamed(
            db,
            'Late',
            Array.from({ length: size + 20 }, (_, n) => `aaaalate${String(n).padStart(3, '0')}`),
          );
          await addNamed(db, 'Another song', ['zzzzlate001']);
          await change(db, videoId(3));
          await change(db, videoId(songs));
        } else {
          await addNamed(db, 'Last', ['aaaalast001', 'zzzzlast001']);
          await change(db, videoId(4));
          await vote(db, 'aaaalate001', 'chill');
        }
      },
    });
    await activate({ database, trainer, now, logger }, { modelId, artefact });
    expect([...new Set(phases)]).toEqual(['catalogue', 'late', 'switch']);
    expect(phases.filter((phase) => phase === 'switch')).toHaveLength(1);
    expect(Math.max(...sizes)).toBe(size);
    expect(await mistakes(db, modelId)).toEqual({ wrong: [], incomplete: [] });
    expect(await seen(db)).toEqual({
      songs: songs + size + 23,
      predictions: [NEW[4].toFixed(6), NEW_AFTER_CHANGE[4].toFixed(6)].sort(),
    });
    for (const n of [3, 4, songs])
      expect((await songPrediction(db, modelId, videoId(n)))?.prediction).toEqual(NEW_AFTER_CHANGE);
    expect(await modelsWithScores(db)).toEqual([{ model_id: modelId }]);
  });

  test('a reader who never stops looking sees the old model, then the new one, and nothing else', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const songs = songsOf(database);
    const { modelId, artefact } = await withModels(db, songs);
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
    const seenNew = { songs, predictions: [NEW[4].toFixed(6)] };
    const changes = looks.filter((one, n) => JSON.stringify(one) !== JSON.stringify(looks[n - 1]));
    expect(changes).toEqual([seenOld(songs), seenNew]);
  });

  test.each([
    ['half-way', (size: number) => `Song ${size + 10}`],
    ['in the switch', () => 'Last'],
  ])('what fails %s leaves the old model in use, and a second try makes it whole', async (_, failsAt) => {
    const { database, other } = await openTwice();
    const { db } = other;
    const songs = songsOf(database);
    const title = failsAt(SONGS_AT_ONCE[database.kind]);
    const { modelId, artefact } = await withModels(db, songs);
    const old = await activeModelId(db);
    const trainer = (fails: boolean) =>
      gatedTrainer({
        predictionOf: () => NEW,
        async beforeBatch(batch, texts) {
          if (!fails) return;
          if (batch === 1) await addNamed(db, 'Last', ['aaaalast001']);
          if (texts.some((text) => text.title === title)) throw new Error('out of memory');
        },
      });
    const activating = activate({ database, trainer: trainer(true), now, logger }, { modelId, artefact });
    await expect(activating).rejects.toThrow('out of memory');
    expect(await activeModelId(db)).toBe(old);
    expect(await seen(db)).toEqual(seenOld(songs));
    await activate({ database, trainer: trainer(false), now, logger }, { modelId, artefact });
    expect(await activeModelId(db)).toBe(modelId);
    expect(await mistakes(db, modelId)).toEqual({ wrong: [], incomplete: [] });
  });

  test('stopped half-way it leaves the old model in use, and stopped while it waits it writes nothing', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const songs = songsOf(database);
    const { modelId, artefact } = await withModels(db, songs);
    const old = await activeModelId(db);
    const stop = new AbortController();
    const reason = new StoppedError();
    let waiting: Promise<void> | undefined;
    const trainer = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch(batch) {
        if (batch !== 2) return;
        const request = { modelId, artefact, signal: stop.signal };
        waiting = activate({ database: other, trainer, now, logger }, request);
        stop.abort(reason);
      },
    });
    const activating = activate(
      { database, trainer, now, logger },
      { modelId, artefact, signal: stop.signal },
    );
    await expect(activating).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(await activeModelId(db)).toBe(old);
    expect(await seen(db)).toEqual(seenOld(songs));
    await removeLeftovers({ database, logger });
    expect(await modelsWithScores(db)).toEqual([{ model_id: old }]);
  });

  test('two activations take turns', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const first = await withModels(db, songsOf(database));
    const second = await insertModel(db, { ...TRAINED, artefact: new Uint8Array([3]) });
    const activeMeanwhile = new Set<number | undefined>();
    let following: Promise<void> | undefined;
    const secondTrainer = gatedTrainer({
      predictionOf: () => NEW_AFTER_CHANGE,
      beforeBatch: async () => void activeMeanwhile.add(await activeModelId(db)),
    });
    const trainer = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch() {
        following ??= activate(
          { database: other, trainer: secondTrainer, now, logger },
          { modelId: second, artefact: new Uint8Array([3]) },
        );
      },
    });
    await activate({ database, trainer, now, logger }, first);
    await following;
    expect([...activeMeanwhile]).toEqual([first.modelId]);
    expect(await activeModelId(db)).toBe(second);
    expect(await mistakes(db, second)).toEqual({ wrong: [], incomplete: [] });
    expect(await modelsWithScores(db)).toEqual([{ model_id: second }]);
  });

  test('a fall-back gives way to the model that is active by then', async () => {
    const { database, other } = await openTwice();
    const { modelId, artefact } = await withModels(other.db, 3);
    const old = await activeModelId(other.db);
    const trainer = gatedTrainer({ predictionOf: () => NEW, beforeBatch: async () => {} });
    await activate({ database, trainer, now, logger }, { modelId, artefact, onlyIfNone: true });
    expect(await activeModelId(other.db)).toBe(old);
    await setModelStatus(other.db, old ?? 0, 'damaged');
    await activate({ database, trainer, now, logger }, { modelId, artefact, onlyIfNone: true });
    expect(await activeModelId(other.db)).toBe(modelId);
  });

  test('what a cut-off activation left is removed by the next start, and by the next activation at once', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const songs = songsOf(database);
    const { modelId, artefact } = await withModels(db, songs);
    const old = await activeModelId(db);
    const cutOff = async () => {
      const trainer = gatedTrainer({
        predictionOf: () => NEW,
        async beforeBatch(batch) {
          // Another process that starts meanwhile takes nothing away.
          await removeLeftovers({ database: other, logger });
          if (batch === 3) throw new Error('out of memory');
        },
      });
      const activating = activate({ database, trainer, now, logger }, { modelId, artefact });
      await expect(activating).rejects.toThrow('out of memory');
      expect(await modelsWithScores(db)).toEqual([{ model_id: old }, { model_id: modelId }]);
    };
    await cutOff();
    await removeLeftovers({ database, logger });
    expect(await modelsWithScores(db)).toEqual([{ model_id: old }]);
    expect(await seen(db)).toEqual(seenOld(songs));
    await cutOff();
    const next = await insertModel(db, { ...TRAINED, artefact });
    const trainer = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch(batch) {
        if (batch === 1) expect(await modelsWithScores(db)).toEqual([{ model_id: old }]);
      },
    });
    await activate({ database, trainer, now, logger }, { modelId: next, artefact });
    expect(await mistakes(db, next)).toEqual({ wrong: [], incomplete: [] });
  });
});

describe('activating a model on a PostgreSQL server', () => {
  const openTwice = useServerTwice();

  test.each([
    ['while its song’s batch is written', videoId(5)],
    ['while the late songs are written', 'aaaalast001'],
  ])('a vote that is committed %s is in the scores', async (_, id) => {
    const { database, other } = await openTwice();
    const { modelId, artefact } = await withModels(other.db, 10);
    let voting: Promise<void> | undefined;
    let over = false;
    const commit = Promise.withResolvers<void>();
    const trainer = gatedTrainer({
      predictionOf: () => NEW,
      async beforeBatch(_, texts) {
        const isLast = texts.some((text) => text.title === 'Last');
        if (!isLast) await addNamed(other.db, 'Last', ['aaaalast001']);
        if (isLast !== (id === 'aaaalast001')) return;
        const cast = Promise.withResolvers<void>();
        voting = vote(other.db, id, 'sad', async () => {
          cast.resolve();
          await commit.promise;
        });
        await cast.promise;
      },
    });
    const activating = activate({ database, trainer, now, logger }, { modelId, artefact }).finally(() => {
      over = true;
    });
    await Promise.race([lockAwaited(other.db, () => over), activating]);
    commit.resolve();
    await activating;
    await voting;
    expect(await mistakes(other.db, modelId)).toEqual({ wrong: [], incomplete: [] });
    const score = await other.db
      .selectFrom('scores')
      .select('score')
      .where('video_id', '=', id)
      .where('mood', '=', 'sad')
      .executeTakeFirstOrThrow();
    expect(score.score).toBeCloseTo((PREDICTION_VOTERS * NEW[2] + 1) / (PREDICTION_VOTERS + 1));
  });

  test('a process that is killed in the middle leaves the old model in use and the way free', async () => {
    const { database, other } = await openTwice();
    const { db } = other;
    const songs = songsOf(database);
    const { modelId, artefact } = await withModels(db, songs);
    const trainer = (killed: boolean) =>
      gatedTrainer({
        predictionOf: () => NEW,
        async beforeBatch(batch) {
          // To the server, a process has ended when its connections have.
          if (killed && batch === 3) await endOtherConnections(db);
        },
      });
    const activating = activate({ database, trainer: trainer(true), now, logger }, { modelId, artefact });
    await expect(activating).rejects.toSatisfy(isDatabaseDown);
    expect(await seen(db)).toEqual(seenOld(songs));
    const next = await insertModel(db, { ...TRAINED, artefact });
    await activate({ database: other, trainer: trainer(false), now, logger }, { modelId: next, artefact });
    expect(await mistakes(db, next)).toEqual({ wrong: [], incomplete: [] });
    expect(await modelsWithScores(db)).toEqual([{ model_id: next }]);
  });
});

/** Ends every connection to the database but the one that asks. */
async function endOtherConnections(db: Kysely<Schema>): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
  `.execute(db);
}
