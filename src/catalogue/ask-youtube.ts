import { UserError } from '../errors/user-error.ts';
import { KeyInvalidError } from './errors/key-invalid-error.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';

/**
 * Asks YouTube on somebody's behalf, who reads what went wrong.
 *
 * @throws UserError `quota-spent`, `youtube-unavailable`; whatever else `ask` threw, as when YouTube refuses just
 * this request.
 */
export async function askYouTube<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof QuotaExceededError) throw new UserError('quota-spent', cause.message, { cause });
    if (cause instanceof KeyInvalidError) {
      const message = `I cannot ask YouTube: it refuses my API key. For whoever runs me: ${cause.hint}`;
      throw new UserError('youtube-unavailable', message, { cause });
    }
    if (cause instanceof YouTubeUnavailableError || cause instanceof RateLimitedError) {
      const message = 'YouTube gives no answer at the moment. Please try again in a few minutes.';
      throw new UserError('youtube-unavailable', message, { cause });
    }
    throw cause;
  }
}
