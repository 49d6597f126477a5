import { z } from 'zod';
import { importCsv } from '../../catalogue/import-csv.ts';
import { defineCommand } from '../command.ts';

const count = z.int().min(0);
const result = z.object({ songs: count, votes: count, unchanged: count });

export type ImportResult = z.infer<typeof result>;

/** Takes songs and votes from CSV, all of it or nothing. */
export const importCommand = defineCommand({
  args: z.object({}),
  result,
  async run({ database, now, predictSongs }, _args, { progress, input, signal }): Promise<ImportResult> {
    async function* text() {
      for await (const piece of input()) {
        signal.throwIfAborted();
        yield piece;
      }
      progress({ stage: 'Taking songs and votes in', done: 0, total: 0 });
    }
    return importCsv({ database, now, predictSongs }, { text: text() });
  },
});
