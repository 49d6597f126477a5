import type { Logger } from 'pino';
import { inBatches } from '../../db/batches.ts';
import type { Database } from '../../db/database.ts';
import { linkDuplicates } from '../../db/queries/duplicates.ts';
import { insertNewSongs, knownSongIds } from '../../db/queries/songs.ts';
import { readStarterFile } from './starter-file.ts';
import { type StarterSong, starterSongs } from './starter-songs.ts';

/** Under this name the moods of the starter catalogue vote. */
export const STARTER_VOTER = 'starter';

/** Songs a transaction: the embedded database answers nobody else while one is open. */
const BATCH = 500;

export interface LoadStarterDeps {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Ends it between two batches; the next start goes on. */
  readonly signal?: AbortSignal | undefined;
}

export interface StarterOutcome {
  /** Songs and votes that were added by this call. */
  readonly songs: number;
  readonly votes: number;
  /** False when there was nothing to add, or another process is at it. */
  readonly loaded: boolean;
}

/**
 * Brings the bundled starter catalogue into the database, once: a song that the catalogue has ever had is left
 * as it is, votes and availability included.
 *
 * @throws the signal's reason
 */
export async function loadStarter(deps: LoadStarterDeps): Promise<StarterOutcome> {
  const { database, logger, now, signal } = deps;
  const nothing: StarterOutcome = { songs: 0, votes: 0, loaded: false };
  const run = await database.tryLock('starter', async () => {
    const all = starterSongs(await readStarterFile());
    const known = await knownSongIds(
      database.db,
      all.map(({ song }) => song.video_id),
    );
    const missing = all.filter(({ song }) => !known.has(song.video_id));
    if (missing.length === 0) return nothing;
    let songs = 0;
    let votes = 0;
    for await (const batch of inBatches(missing, BATCH)) {
      signal?.throwIfAborted();
      const added = await addBatch(database, batch, now());
      songs += added.songs;
      votes += added.votes;
    }
    logger.info({ songs, votes }, 'starter catalogue loaded');
    return { songs, votes, loaded: true };
  });
  return run.held ? run.value : nothing;
}

/**
 * A song, its vote and what it is a re-upload of come in together, so that a start that was cut off is carried on at
 * the next one.
 */
async function addBatch(database: Database, batch: readonly StarterSong[], now: Date) {
  return database.db.transaction().execute(async (trx) => {
    const added = new Set(
      await insertNewSongs(
        trx,
        batch.map(({ song }) => song),
        now,
      ),
    );
    const votes = batch.flatMap(({ song: { video_id }, vote }) =>
      vote !== null && added.has(video_id) ? [{ video_id, mood: vote }] : [],
    );
    if (votes.length > 0) {
      await trx
        .insertInto('votes')
        .values(votes.map((vote) => ({ ...vote, voter_id: STARTER_VOTER, card_id: null, created_at: now })))
        .execute();
      await trx
        .insertInto('tallies')
        .values(votes.map((vote) => ({ ...vote, share: 1, voters: 1 })))
        .execute();
    }
    await linkDuplicates(trx, [...added]);
    return { songs: added.size, votes: votes.length };
  });
}
