import { KeyInvalidError } from './errors/key-invalid-error.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';

/** What may end a run early without being a fault of the program; what was saved until then stays saved. */
export type StopReason = 'quota' | 'key' | 'network' | 'cancelled';

/** A later run may go on where this one was, as after any other fault of a network. */
const LOST =
  'The connection to the database broke, and with it the lock that keeps other processes from the same work.';

export interface Stop {
  readonly stoppedBy: StopReason;
  /** One plain sentence for people. */
  readonly stopSentence: string;
}

/** What ends a run from outside. */
export interface StopSignals {
  readonly cancelled: AbortSignal | undefined;
  /** The run's lock was lost with its connection to the database. */
  readonly lost: AbortSignal;
}

/** Whether what was thrown is one of the expected ends of a run; undefined for anything else. */
export function stopOf(error: unknown, { cancelled, lost }: StopSignals): Stop | undefined {
  if (cancelled?.aborted === true && error === cancelled.reason) {
    return { stoppedBy: 'cancelled', stopSentence: 'The run was cancelled.' };
  }
  if (lost.aborted && error === lost.reason) return { stoppedBy: 'network', stopSentence: LOST };
  if (error instanceof QuotaExceededError) return { stoppedBy: 'quota', stopSentence: error.message };
  if (error instanceof KeyInvalidError) return { stoppedBy: 'key', stopSentence: error.message };
  if (error instanceof RateLimitedError || error instanceof YouTubeUnavailableError) {
    return { stoppedBy: 'network', stopSentence: error.message };
  }
  return undefined;
}
