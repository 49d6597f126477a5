import type { Transaction } from 'kysely';
import { inBatches } from '../../db/batches.ts';
import type { Database } from '../../db/database.ts';
import { importedMoods, replaceImportedVotes } from '../../db/queries/imported-votes.ts';
import { fillEmptyText, insertNewSongs, type SongInput } from '../../db/queries/songs.ts';
import { lockSongs, recount } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import { ImportRefusedError } from './errors/import-refused-error.ts';
import { type ImportRow, judgeRows } from './import-rows.ts';
import type { PredictSongs } from './ingest.ts';
import { type CsvText, parseCsv } from './parse-csv.ts';

/** Under this name an imported file votes. */
export const IMPORT_VOTER = 'import';

/** Songs a statement. */
const BATCH = 500;

export interface ImportCsvDeps {
  readonly database: Database;
  readonly now: () => Date;
  readonly predictSongs?: PredictSongs;
}

export interface ImportCsvRequest {
  readonly text: CsvText;
  readonly voterId?: string;
}

export interface ImportOutcome {
  /** Songs that were added. */
  readonly songs: number;
  /** Songs whose imported vote is another than before. */
  readonly votes: number;
  /** Rows that changed nothing. */
  readonly unchanged: number;
}

/**
 * Takes songs and votes from CSV, all of it or nothing. Each labeled row is one vote by `voterId`, shared by its
 * moods, in place of the one imported before; a row that is not labeled takes that one back. Songs that
 * the catalogue has keep their text, except where it is empty.
 *
 * @throws ImportRefusedError with every row that cannot be taken, or with the one where the text gets too long.
 */
export async function importCsv(deps: ImportCsvDeps, request: ImportCsvRequest): Promise<ImportOutcome> {
  const { database, now, predictSongs } = deps;
  const { text, voterId = IMPORT_VOTER } = request;
  const { rows, refused } = judgeRows(await parseCsv(text));
  if (refused.length > 0) throw new ImportRefusedError(refused);
  // One order for all, so that two transactions wait for each other instead of locking each other out.
  const sorted = rows.toSorted((a, b) => (a.videoId < b.videoId ? -1 : 1));
  const at = now();
  const songs = sorted.map(toSong);
  const { added, filled, voted } = await database.db.transaction().execute(async (trx) => ({
    added: await insertNewSongs(trx, songs, at),
    voted: await takeVotes(trx, voterId, sorted, at),
    filled: await fillEmptyText(trx, songs, at),
  }));
  const changedText = [...added, ...filled];
  if (changedText.length > 0) await predictSongs?.(changedText);
  return {
    songs: added.length,
    votes: voted.length,
    unchanged: rows.length - new Set([...changedText, ...voted]).size,
  };
}

function toSong({ videoId, title, description }: ImportRow): SongInput {
  return {
    video_id: videoId,
    title,
    description,
    tags: [],
    channel: '',
    channel_id: '',
    genre: '',
    artist: '',
    instruments: [],
    duration_s: null,
    license: 'unknown, imported',
    attribution: '',
    origin: 'import',
    published_at: null,
    fetched_at: null,
    regions_allowed: null,
    regions_blocked: [],
  };
}

/** @returns the ids of the songs whose vote is another than before. */
async function takeVotes(
  trx: Transaction<Schema>,
  voterId: string,
  rows: readonly ImportRow[],
  now: Date,
): Promise<string[]> {
  const voted: string[] = [];
  for await (const batch of inBatches(rows, BATCH)) {
    const ids = batch.map(({ videoId }) => videoId);
    await lockSongs(trx, ids);
    const before = await importedMoods(trx, voterId, ids);
    const changed = batch.filter(({ videoId, moods }) => {
      const had = before.get(videoId) ?? new Set();
      return had.size !== moods.length || moods.some((mood) => !had.has(mood));
    });
    if (changed.length === 0) continue;
    await replaceImportedVotes(trx, voterId, changed, now);
    await recount(
      trx,
      changed.map(({ videoId }) => videoId),
    );
    for (const { videoId } of changed) voted.push(videoId);
  }
  return voted;
}
