import { type Kysely, sql, type Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { activeModelId, expireModels, switchModel } from '../../db/queries/models.ts';
import { deleteStaleScores, type SongPrediction, savePredictions } from '../../db/queries/scores.ts';
import { type SongWithText, songsWithoutPrediction, songTexts } from '../../db/queries/song-texts.ts';
import type { Schema } from '../../db/schema.ts';
import { waitForLock } from '../../db/wait-for-lock.ts';
import type { OnProgress } from '../classifier/types.ts';
import { keepSince } from '../text/text-age.ts';
import { expiredModel } from './expired-model.ts';
import { tidyUp } from './leftovers.ts';
import { predictInBatches, predictionsOf } from './predict-in-batches.ts';
import { allSongs, theseSongs } from './song-batches.ts';
import type { Trainer } from './trainer.ts';

/**
 * Songs a transaction. On the embedded database a transaction holds up all other statements, 50 songs for some 20 ms.
 * With a server reading and sending hold up the event loop, 500 songs for some 4 ms at a time; 2,000 are hardly faster
 * and hold it up for 10.
 */
export const SONGS_AT_ONCE: Readonly<Record<Database['kind'], number>> = { embedded: 50, server: 500 };

/** Late songs that are looked for at once: their ids alone are kept in memory. */
const LATE_AT_ONCE = 10_000;

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
  /** Does nothing if a model is active by the time it is this one's turn. */
  readonly onlyIfNone?: boolean;
  /** Ends it before the switch; what was written by then is left to be removed. Once switched, it is. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a model the active one. Its predictions are written beside the active model's, batch by batch, with memory for
 * a few batches; readers go on seeing the old ones until one short transaction switches, so nobody ever sees a
 * mixture. Waits for an activation that any process has under way. What one that was cut off wrote is removed first.
 *
 * @throws UserError `model-expired` if its words got too old meanwhile, or the signal's reason; nothing has changed then.
 */
export async function activate(deps: ActivateDependencies, request: ActivateRequest): Promise<void> {
  const { signal } = request;
  await waitForLock(deps, { name: 'activation', signal }, (lost) =>
    activateAlone(deps, request, signal === undefined ? lost : AbortSignal.any([lost, signal])),
  );
}

async function activateAlone(
  deps: ActivateDependencies,
  { modelId, artefact, onProgress, onlyIfNone = false }: ActivateRequest,
  ended: AbortSignal,
): Promise<void> {
  const { database, trainer, logger } = deps;
  const { db } = database;
  const old = await activeModelId(db);
  if (onlyIfNone && old !== undefined) return;
  await deleteStaleScores(db, old === undefined ? [modelId] : [modelId, old], ended);
  ended.throwIfAborted();

  const size = SONGS_AT_ONCE[database.kind];
  const total = await countSongs(db);
  let done = 0;
  const predict = async (songs: readonly SongWithText[]) => {
    const texts = songs.map((song) => song.text);
    return predictionsOf(songs, await trainer.predict(artefact, texts));
  };
  const save = async (predictions: readonly SongPrediction[]) => {
    ended.throwIfAborted();
    await db.transaction().execute((trx) => savePredictions(trx, modelId, predictions));
    done += predictions.length;
    onProgress?.({ stage: 'predicting', done, total: Math.max(total, done) });
  };
  await predictInBatches(allSongs(db, size), { predict, save });

  for (;;) {
    ended.throwIfAborted();
    const late = await db.transaction().execute(async (trx) => {
      await lockSwitch(trx);
      // What came or changed while the batches were written; from here on new predictions wait for the switch.
      const ids = await songsWithoutPrediction(trx, { modelId, limit: LATE_AT_ONCE });
      if (ids.length > size) return ids;
      if (ids.length > 0) await savePredictions(trx, modelId, await predict(await songTexts(trx, ids)));
      if (!(await switchModel(trx, modelId, deps.now()))) throw expiredModel(modelId);
      return [];
    });
    if (late.length === 0) break;
    await predictInBatches(theseSongs(db, late, size), { predict, save });
  }
  logger.info({ modelId, songs: done }, 'model activated');
  // The model before may have been too old to be kept but for its being in use.
  await expireModels(db, keepSince(deps.now()));
  await tidyUp(logger, () => deleteStaleScores(db, [modelId], ended));
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
