import { z } from 'zod';
import type { CountedRows } from '../../catalogue/import-count.ts';
import { importCsv } from '../../catalogue/import-csv.ts';
import { defineCommand } from '../command.ts';

const count = z.int().min(0);
const rows = z.object({ count, lines: z.array(z.int()) });
const result = z.object({
  songs: count,
  votes: count,
  unchanged: count,
  waiting: count,
  expired: rows,
  declined: rows,
});

export type ImportResult = z.infer<typeof result>;

/** Takes songs and votes from CSV, if all of its rows can be taken. */
export const importCommand = defineCommand({
  args: z.object({}),
  result,
  async run({ database, now, predictSongs }, _args, { progress, input, signal }): Promise<ImportResult> {
    async function* text() {
      for await (const piece of input()) {
        signal.throwIfAborted();
        yield piece;
      }
    }
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      progress({ stage: 'Taking songs and votes in', done, total });
    const { expired, declined, ...counts } = await importCsv(
      { database, now, predictSongs },
      { text: text(), signal, onProgress },
    );
    // A copy that may be changed, as what comes over the control socket is.
    const listed = ({ count, lines }: CountedRows) => ({ count, lines: [...lines] });
    return { ...counts, expired: listed(expired), declined: listed(declined) };
  },
});
