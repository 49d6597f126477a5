import type { RowsTaken } from './import-csv.ts';
import type { ImportRow } from './import-rows.ts';

/** How many rows something became of, and the lines of the first of them. */
export interface CountedRows {
  readonly count: number;
  readonly lines: readonly number[];
}

export interface ImportOutcome {
  /** Songs that were added. */
  readonly songs: number;
  /** Songs whose imported vote is another than before. */
  readonly votes: number;
  /** Rows that changed nothing. */
  readonly unchanged: number;
  /** Songs of which the file tells no title, and that come in once ingestion has read them from YouTube. */
  readonly waiting: number;
  /** Rows whose texts from YouTube were too old to be kept. Their votes count. */
  readonly expired: CountedRows;
  /** Rows that were left out because moderators had declined the song. */
  readonly declined: CountedRows;
}

const MOST_LINES = 20;

/** Adds up what becomes of an import's rows. */
export function createImportCount() {
  let songs = 0;
  let votes = 0;
  let unchanged = 0;
  let waiting = 0;
  const expired = rowCount();
  const declined = rowCount();
  return {
    add(batch: readonly ImportRow[], taken: RowsTaken): void {
      songs += taken.added.length;
      votes += taken.voted.length;
      waiting += taken.waiting.length;
      expired.add(taken.expired);
      declined.add(taken.declined);
      const changed = new Set([...taken.added, ...taken.filled, ...taken.voted, ...taken.waiting]);
      unchanged += batch.length - changed.size - taken.declined.length;
    },
    outcome: (): ImportOutcome => ({
      songs,
      votes,
      unchanged,
      waiting,
      expired: expired.rows(),
      declined: declined.rows(),
    }),
  };
}

function rowCount() {
  let count = 0;
  const lines: number[] = [];
  return {
    add(rows: readonly ImportRow[]): void {
      count += rows.length;
      lines.push(...rows.map(({ line }) => line).slice(0, MOST_LINES - lines.length));
    },
    rows: (): CountedRows => ({ count, lines: lines.toSorted((a, b) => a - b) }),
  };
}
