import { z } from 'zod';
import { songCounts } from '../../../db/queries/songs.ts';
import { exportCsv } from '../../catalogue/export-csv.ts';
import { defineCommand } from '../command.ts';
import { countRecords } from '../count-records.ts';

const result = z.object({ songs: z.int().min(0) });

export type ExportResult = z.infer<typeof result>;

/** Hands out the catalogue with its moods as CSV. */
export const exportCommand = defineCommand({
  args: z.object({ withTexts: z.boolean().default(false) }),
  result,
  async run({ database }, { withTexts }, { progress, output, signal }): Promise<ExportResult> {
    const { total } = await songCounts(database.db);
    let songs = -1; // The first line is the header.
    for await (const piece of exportCsv({ database }, { withTexts })) {
      signal.throwIfAborted();
      await output(piece);
      songs += countRecords(piece);
      progress({ stage: 'Writing songs', done: songs, total: Math.max(total, songs) });
    }
    return { songs };
  },
});
