import { type Kysely, sql, type Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { switchModel } from '../../db/queries/models.ts';
import { deleteStaleScores, savePredictions } from '../../db/queries/scores.ts';
import {
  type SongWithText,
  songTextsAfter,
  songTextsWithoutPrediction,
} from '../../db/queries/song-texts.ts';
import type { Schema } from '../../db/schema.ts';
import type { OnProgress } from '../classifier/types.ts';
import type { Trainer } from './trainer.ts';

/** Songs a transaction; on the embedded database each one holds up `/mood` for some milliseconds. */
const BATCH = 50;

const ALL = 2 ** 31 - 1;

export interface ActivateDependencies {
  readonly database: Database;
  readonly trainer: Trainer;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface ActivateRequest {
  readonly modelId: number;
  readonly artefact: Uint8Array;
  readonly onProgress?: OnProgress;
}

/**
 * Makes a model the active one. Its predictions are written beside the active model's, batch by batch; readers go
 * on seeing the old ones until one short transaction switches, so nobody ever sees a mixture.
 */
export async function activate(deps: ActivateDependencies, request: ActivateRequest): Promise<void> {
  const { database, trainer, now, logger } = deps;
  const { db } = database;
  const { modelId, artefact, onProgress } = request;
  const started = now();
  const total = await countSongs(db);
  const predictBatch = async (songs: readonly SongWithText[]) => {
    const vectors = await trainer.predict(
      artefact,
      songs.map((song) => song.text),
    );
    return songs.flatMap(({ videoId }, index) => {
      const prediction = vectors[index];
      return prediction === undefined ? [] : [{ videoId, prediction }];
    });
  };

  let done = 0;
  let last = '';
  for (;;) {
    const songs = await songTextsAfter(db, last, BATCH);
    const lastSong = songs.at(-1);
    if (lastSong === undefined) break;
    const predictions = await predictBatch(songs);
    await db.transaction().execute((trx) => savePredictions(trx, modelId, predictions));
    last = lastSong.videoId;
    done += songs.length;
    onProgress?.({ stage: 'predicting', done, total: Math.max(total, done) });
  }

  await db.transaction().execute(async (trx) => {
    await lockSwitch(trx);
    // What came or changed while the batches were written; from here on new songs wait for the switch.
    const late = await songTextsWithoutPrediction(trx, { modelId, changedSince: started, limit: ALL });
    await savePredictions(trx, modelId, await predictBatch(late));
    await switchModel(trx, modelId, now());
  });
  await deleteStaleScores(db, [modelId]);
  logger.info({ modelId, songs: done }, 'model activated');
}

/** Waits for predictions of new songs in flight and keeps further ones out until the transaction ends. */
async function lockSwitch(trx: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('moodring model switch', 0))`.execute(trx);
}

/** Keeps the active model the active one until the transaction ends; many may hold it at once. */
export async function holdModel(trx: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('moodring model switch', 0))`.execute(trx);
}

async function countSongs(db: Kysely<Schema>): Promise<number> {
  const { count } = await db
    .selectFrom('songs')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('available', '=', true)
    .executeTakeFirstOrThrow();
  return count;
}
