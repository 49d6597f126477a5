import { z } from 'zod';
import { EXIT } from '../exit-codes.ts';

/** How a run tells that it ended before it was done. */
export const stopFields = {
  stoppedBy: z.enum(['quota', 'key', 'network', 'cancelled']).optional(),
  /** Why, for people. */
  stopSentence: z.string().optional(),
};

const stop = z.object(stopFields);

export type StoppedRun = z.infer<typeof stop>;

/** What to exit with after a run. A used-up allowance is an ordinary end of a day and no failure. */
export function exitCodeOfRun({ stoppedBy }: StoppedRun): number {
  if (stoppedBy === 'cancelled') return EXIT.interrupted;
  return stoppedBy === 'key' || stoppedBy === 'network' ? EXIT.failure : EXIT.ok;
}
