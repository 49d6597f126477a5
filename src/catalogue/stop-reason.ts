import { KeyInvalidError } from './errors/key-invalid-error.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';

/** What may end a run early without being a fault of the program; what was saved until then stays saved. */
export type StopReason = 'quota' | 'key' | 'network' | 'cancelled';

export interface Stop {
  readonly stoppedBy: StopReason;
  /** One plain sentence for people. */
  readonly stopSentence: string;
}

/** Whether what was thrown is one of the expected ends of a run; undefined for anything else. */
export function stopOf(error: unknown, signal: AbortSignal | undefined): Stop | undefined {
  if (signal?.aborted === true && error === signal.reason) {
    return { stoppedBy: 'cancelled', stopSentence: 'The run was cancelled.' };
  }
  if (error instanceof QuotaExceededError) return { stoppedBy: 'quota', stopSentence: error.message };
  if (error instanceof KeyInvalidError) return { stoppedBy: 'key', stopSentence: error.message };
  if (error instanceof RateLimitedError || error instanceof YouTubeUnavailableError) {
    return { stoppedBy: 'network', stopSentence: error.message };
  }
  return undefined;
}
