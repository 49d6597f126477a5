import { KeyInvalidError } from './errors/key-invalid-error.ts';
import { type QuotaBucket, QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeRequestError } from './errors/youtube-request-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';
import { scrubError, scrubText } from './scrub-error.ts';
import { errorBody } from './youtube-bodies.ts';

/** One of the typed errors a call to YouTube may end with. */
export type YouTubeFault =
  | QuotaExceededError
  | KeyInvalidError
  | RateLimitedError
  | YouTubeUnavailableError
  | YouTubeRequestError;

export interface FaultContext {
  readonly apiKey: string;
  readonly bucket: QuotaBucket;
  readonly now: () => Date;
}

const QUOTA_REASONS = new Set(['quotaExceeded', 'dailyLimitExceeded']);
const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);

/** What the operator can do, by YouTube's reason. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['accessNotConfigured', 'Enable "YouTube Data API v3" for the key\'s project in the Google Cloud console.'],
  ['keyExpired', 'Renew the key in the Google Cloud console and set YOUTUBE_API_KEY to the new one.'],
  ['dailyLimitExceededUnreg', 'No key arrived at YouTube; set YOUTUBE_API_KEY.'],
  ['ipRefererBlocked', 'The restrictions of the key in the Google Cloud console do not allow this machine.'],
]);
const CHECK_KEY = 'Check YOUTUBE_API_KEY against the Google Cloud console.';

/**
 * Turns whatever the HTTP client threw into an error of ours that holds no secret. The API's own `reason`
 * decides before the HTTP status does, since one status stands for several faults.
 */
export function toFault(error: unknown, { apiKey, bucket, now }: FaultContext): YouTubeFault {
  const cause = scrubError(error, apiKey);
  const response = responseOf(error);
  if (response === undefined) {
    const kind = cause.code === 'TimeoutError' || cause.name === 'TimeoutError' ? 'timeout' : 'network';
    return new YouTubeUnavailableError(kind, `${cause.code ?? cause.name}`, { cause });
  }
  const { status } = response;
  const body = errorBody.safeParse(response.data).data?.error;
  const reason = scrubText(body?.errors[0]?.reason || 'unknown', apiKey);
  const message = scrubText(body?.message ?? '', apiKey);
  // A used-up day of searches was seen to come as a 429 whose message names the day.
  if (QUOTA_REASONS.has(reason) || (status === 429 && /per day/i.test(message))) {
    return new QuotaExceededError(bucket, reason, { cause });
  }
  const hint = HINTS.get(reason);
  if (hint !== undefined) return new KeyInvalidError(reason, hint, { cause });
  if (reason === 'keyInvalid' || /api key not (?:valid|found)/i.test(message)) {
    return new KeyInvalidError(reason, CHECK_KEY, { cause });
  }
  const pauseAsked = retryAfterMs(response.headers, now());
  if (status === 429 || RATE_REASONS.has(reason)) {
    return new RateLimitedError(pauseAsked, { cause });
  }
  if (status >= 500 || status === 408) {
    return new YouTubeUnavailableError('server', `HTTP ${status}`, {
      status,
      retryAfterMs: pauseAsked,
      cause,
    });
  }
  // An error without the API's error body comes from something in between: a proxy, a captive portal.
  if (body === undefined) {
    return new YouTubeUnavailableError('body', `HTTP ${status} without an error body`, { status, cause });
  }
  if (status === 401) return new KeyInvalidError(reason, CHECK_KEY, { cause });
  return new YouTubeRequestError(status, reason, message, { cause });
}

interface FaultResponse {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Headers;
}

function responseOf(error: unknown): FaultResponse | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  return error.response as FaultResponse | undefined;
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
