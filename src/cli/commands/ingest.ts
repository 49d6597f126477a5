import { z } from 'zod';
import { ingest as runIngest } from '../../catalogue/ingest.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { defineCommand } from '../command.ts';
import { exitCodeOfRun, stopFields } from '../stopped-run.ts';

const count = z.int().min(0);

const result = z.object({
  found: count,
  known: count,
  added: count,
  updated: count,
  duplicates: count,
  leftOut: z.record(z.string(), count),
  units: z.object({ search: count, read: count }),
  skipped: count,
  newSources: count,
  refusedSources: z.array(z.object({ query: z.string(), reason: z.string() })),
  ended: z.enum(['caught-up', 'share-spent', 'stopped']),
  ...stopFields,
});

export type IngestResult = z.infer<typeof result>;

/** Looks for new songs on YouTube now. */
export const ingest = defineCommand({
  args: z.object({}),
  result,
  async run({ youtube, ...deps }, _args, { progress, signal }): Promise<IngestResult> {
    if (youtube === undefined) {
      throw new ConfigError([
        {
          variable: 'YOUTUBE_API_KEY',
          expected: 'an API key, because new songs come from the YouTube Data API',
          got: 'nothing',
        },
      ]);
    }
    let last = '';
    const outcome = await runIngest(
      { ...deps, youtube },
      {
        signal,
        onProgress: ({ source, added, share }) => {
          if (source !== '') last = source;
          progress({
            stage: 'Looking for songs',
            done: Math.round(100 * share),
            total: 100,
            note: `${added} new, last source: ${last}`.slice(0, 200),
          });
        },
      },
    );
    return { ...outcome, leftOut: { ...outcome.leftOut }, refusedSources: [...outcome.refusedSources] };
  },
  exitCode: (result) => exitCodeOfRun(result),
});
