import { z } from 'zod';
import { ingest as runIngest } from '../../catalogue/ingest.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { defineCommand } from '../command.ts';

const count = z.int().min(0);

const result = z.object({
  found: count,
  added: count,
  updated: count,
  unchanged: count,
  leftOut: z.record(z.string(), count),
  calls: z.object({ search: count, videos: count, playlistItems: count }),
  refusedSources: z.array(z.object({ query: z.string(), reason: z.string() })),
  stoppedBy: z.enum(['quota', 'key', 'network', 'cancelled']).optional(),
  /** Why it ended early, for people. */
  stopSentence: z.string().optional(),
});

export type IngestResult = z.infer<typeof result>;

/** Looks for new songs on YouTube now. A used-up allowance is an ordinary end of a day and no failure. */
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
    const outcome = await runIngest(
      { ...deps, youtube },
      {
        signal,
        onProgress: ({ source, done, total, added }) =>
          progress({
            stage: 'Looking for songs',
            done,
            total,
            note: `${added} new, last source: ${source}`.slice(0, 200),
          }),
      },
    );
    return { ...outcome, leftOut: { ...outcome.leftOut }, refusedSources: [...outcome.refusedSources] };
  },
  exitCode({ stoppedBy }) {
    if (stoppedBy === 'cancelled') return EXIT.interrupted;
    return stoppedBy === 'key' || stoppedBy === 'network' ? EXIT.failure : EXIT.ok;
  },
});
