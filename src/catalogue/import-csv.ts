import type { Kysely, Transaction } from 'kysely';
import { inBatches } from '../../db/batches.ts';
import type { Database } from '../../db/database.ts';
import { importedMoods, replaceImportedVotes, talliesOf } from '../../db/queries/imported-votes.ts';
import { fillSearchEntries } from '../../db/queries/search-entries.ts';
import { fillEmptyText, insertNewSongs, upsertSongs } from '../../db/queries/songs.ts';
import { lockSongs, recount } from '../../db/queries/votes.ts';
import { insertWaitingSongs, standingOf } from '../../db/queries/waiting-songs.ts';
import type { Schema } from '../../db/schema.ts';
import { keepSince } from '../text/text-age.ts';
import { ImportIncompleteError } from './errors/import-incomplete-error.ts';
import { ImportRefusedError } from './errors/import-refused-error.ts';
import { IMPORT_COLUMNS } from './import-cells.ts';
import { createImportCount, type ImportOutcome } from './import-count.ts';
import { type ImportRow, validateRows } from './import-rows.ts';
import { importedSong } from './imported-song.ts';
import type { PredictSongs } from './ingest.ts';
import { labelMoods } from './label-moods.ts';
import { type CsvText, parseCsv } from './parse-csv.ts';

/** Under this name an imported file votes. */
export const IMPORT_VOTER = 'import';

/** Rows a transaction: few enough to hold up nobody who shares the embedded database's one session. */
const BATCH = 50;

export interface ImportCsvDeps {
  readonly database: Database;
  readonly now: () => Date;
  readonly predictSongs?: PredictSongs;
}

export interface ImportCsvRequest {
  readonly text: CsvText;
  readonly voterId?: string;
  /** Ends the import between two batches. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Takes songs and votes from CSV. The whole file is validated first: if one row cannot be taken, nothing is. Then rows come
 * in batch by batch, and importing the same file again changes nothing more, so that an import that was cut off is
 * completed by the next.
 *
 * Each labeled row is one vote by `voterId`, shared by its moods, in place of the one imported before; a row that is not
 * labeled takes that one back. A row that says no more than the song's label does adds no vote: it may be this
 * catalogue's own export. Songs that the catalogue has keep their text, except where it is empty.
 *
 * @throws ImportRefusedError with every row that cannot be taken, or with the one where the text gets too long;
 * ImportIncompleteError when it ended on the way.
 */
export async function importCsv(deps: ImportCsvDeps, request: ImportCsvRequest): Promise<ImportOutcome> {
  const { database, now } = deps;
  const { text, voterId = IMPORT_VOTER, signal, onProgress } = request;
  const { rows, refused } = await validateRows(await parseCsv(text, IMPORT_COLUMNS), now());
  if (refused.length > 0) throw new ImportRefusedError(refused);
  // One order for all, so that two transactions wait for each other instead of locking each other out.
  const sorted = rows.toSorted((a, b) => (a.videoId < b.videoId ? -1 : 1));
  const count = createImportCount();
  let done = 0;
  try {
    for await (const batch of inBatches(sorted, BATCH)) {
      signal?.throwIfAborted();
      const took = await database.db.transaction().execute((trx) => takeRows(trx, batch, voterId, now()));
      const changed = [...took.added, ...took.filled];
      if (changed.length > 0) await deps.predictSongs?.(changed);
      count.add(batch, took);
      done += batch.length;
      onProgress?.({ done, total: sorted.length });
    }
    await fillSearchEntries(database.db, signal);
  } catch (cause) {
    throw done === 0 ? cause : new ImportIncompleteError({ done, total: sorted.length }, cause);
  }
  return count.outcome();
}

/** What became of the rows of a batch, by the ids of their songs. */
export interface RowsTaken {
  readonly added: readonly string[];
  readonly filled: readonly string[];
  readonly voted: readonly string[];
  /** Songs that come in when YouTube tells their texts. */
  readonly waiting: readonly string[];
  /** Rows whose texts were too old to be kept. */
  readonly expired: readonly ImportRow[];
  readonly declined: readonly ImportRow[];
}

async function takeRows(
  trx: Transaction<Schema>,
  batch: readonly ImportRow[],
  voterId: string,
  now: Date,
): Promise<RowsTaken> {
  const standing = await standingOf(
    trx,
    batch.map(({ videoId }) => videoId),
  );
  const oldest = keepSince(now);
  const isExpired = ({ fetchedAt }: ImportRow) => fetchedAt !== undefined && fetchedAt < oldest;
  const taken = batch.filter(({ videoId }) => !standing.declined.has(videoId));
  const told = taken.filter((row) => row.title !== '' && !isExpired(row));
  const untold = taken.filter((row) => !standing.known.has(row.videoId) && !told.includes(row));
  const ids = (rows: readonly ImportRow[]) => rows.map(({ videoId }) => videoId);
  const labelled = untold.filter(({ moods }) => moods.length > 0);
  const waiting = await insertWaitingSongs(trx, { videoIds: ids(untold), labelled: ids(labelled) }, now);
  const awaited = told.filter(({ videoId }) => standing.waiting.has(videoId)).map(importedSong);
  const { changed } = await upsertSongs(trx, awaited, now);
  const inserted = await insertNewSongs(trx, told.map(importedSong), now);
  return {
    added: [...changed, ...inserted],
    voted: await takeVotes(trx, voterId, taken, now),
    filled: await fillTexts(trx, taken, now),
    waiting,
    expired: untold.filter(isExpired),
    declined: batch.filter(({ videoId }) => standing.declined.has(videoId)),
  };
}

/** Texts from YouTube's API come in with their date, with which they also go: they fill no other song. */
function fillTexts(trx: Kysely<Schema>, rows: readonly ImportRow[], now: Date): Promise<string[]> {
  return fillEmptyText(trx, rows.filter(({ fetchedAt }) => fetchedAt === undefined).map(importedSong), now);
}

/** @returns the ids of the songs whose vote is another than before. */
async function takeVotes(
  trx: Transaction<Schema>,
  voterId: string,
  rows: readonly ImportRow[],
  now: Date,
): Promise<string[]> {
  const ids = rows.map(({ videoId }) => videoId);
  if (ids.length === 0) return [];
  await lockSongs(trx, ids);
  const before = await importedMoods(trx, voterId, ids);
  const tallies = await talliesOf(trx, ids);
  const changed = rows.filter(({ videoId, moods }) => {
    const had = before.get(videoId) ?? new Set();
    if (had.size === moods.length && moods.every((mood) => had.has(mood))) return false;
    return moods.length === 0 || labelMoods(tallies.get(videoId) ?? {}).join() !== moods.join();
  });
  if (changed.length === 0) return [];
  await replaceImportedVotes(trx, voterId, changed, now);
  const changedIds = changed.map(({ videoId }) => videoId);
  await recount(trx, changedIds);
  return changedIds;
}
