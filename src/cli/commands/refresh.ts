import { z } from 'zod';
import { refresh as runRefresh } from '../../catalogue/refresh.ts';
import { defineCommand } from '../command.ts';
import { exitCodeOfRun, stopFields } from '../stopped-run.ts';

const count = z.int().min(0);

const result = z.object({
  refreshed: count,
  updated: count,
  checked: count,
  restored: count,
  unreadable: z.array(z.string()),
  takenOut: z.record(z.string(), count),
  expired: count,
  units: z.object({ read: count }),
  /** False without an API key: then nothing was read, and what was due was erased all the same. */
  hasKey: z.boolean(),
  ...stopFields,
});

export type RefreshResult = z.infer<typeof result>;

/** Reads songs anew whose text is getting too old to be kept, and erases what is too old. */
export const refresh = defineCommand({
  args: z.object({}),
  result,
  async run(deps, _args, { progress, signal }): Promise<RefreshResult> {
    const outcome = await runRefresh(deps, {
      signal,
      onProgress: ({ done, total }) => progress({ stage: 'Refreshing songs', done, total }),
    });
    return {
      ...outcome,
      takenOut: { ...outcome.takenOut },
      unreadable: [...outcome.unreadable],
      hasKey: deps.youtube !== undefined,
    };
  },
  exitCode: (result) => exitCodeOfRun(result),
});
