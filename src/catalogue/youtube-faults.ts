import type { QuotaBucket } from '../../db/schema.ts';
import { KeyInvalidError } from './errors/key-invalid-error.ts';
import { QuotaExceededError } from './errors/quota-exceeded-error.ts';
import { RateLimitedError } from './errors/rate-limited-error.ts';
import { YouTubeRequestError } from './errors/youtube-request-error.ts';
import { YouTubeUnavailableError } from './errors/youtube-unavailable-error.ts';
import { nextPacificMidnight } from './quota/pacific-day.ts';
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
  /** An answer that comes after midnight speaks of the day on which it was asked for. */
  readonly sentAt: Date;
}

const QUOTA_REASONS = new Set(['quotaExceeded', 'dailyLimitExceeded']);
const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED']);

const CHECK_KEY = 'Check YOUTUBE_API_KEY against the Google Cloud console.';
const ENABLE = 'Enable "YouTube Data API v3" for the key\'s project in the Google Cloud console.';
const RENEW = 'Renew the key in the Google Cloud console and set YOUTUBE_API_KEY to the new one.';
const RESTRICTED = 'The restrictions of the key in the Google Cloud console do not allow this use.';
const SUSPENDED = "Google has suspended the key's project; its Google Cloud console says why.";

/** What the operator can do, by YouTube's reason; those in capitals are of Google's newer kind. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['keyInvalid', CHECK_KEY],
  ['API_KEY_INVALID', CHECK_KEY],
  ['CONSUMER_INVALID', CHECK_KEY],
  ['keyExpired', RENEW],
  ['accessNotConfigured', ENABLE],
  ['SERVICE_DISABLED', ENABLE],
  ['dailyLimitExceededUnreg', 'No key arrived at YouTube; set YOUTUBE_API_KEY.'],
  ['ipRefererBlocked', RESTRICTED],
  ['API_KEY_SERVICE_BLOCKED', RESTRICTED],
  ['API_KEY_HTTP_REFERRER_BLOCKED', RESTRICTED],
  ['API_KEY_IP_ADDRESS_BLOCKED', RESTRICTED],
  ['CONSUMER_SUSPENDED', SUSPENDED],
]);

/**
 * Turns whatever the HTTP client threw into an error of ours that holds no secret. The API's own `reason`
 * decides before the HTTP status does, since one status stands for several faults.
 */
export function toFault(error: unknown, { apiKey, bucket, now, sentAt }: FaultContext): YouTubeFault {
  const cause = scrubError(error, apiKey);
  const response = responseOf(error);
  if (response === undefined) {
    const kind = cause.code === 'TimeoutError' || cause.name === 'TimeoutError' ? 'timeout' : 'network';
    return new YouTubeUnavailableError(kind, `${cause.code ?? cause.name}`, { cause });
  }
  const { status } = response;
  const body = errorBody.safeParse(response.data).data?.error;
  const reasons = [...(body?.errors ?? []), ...(body?.details ?? [])].map((one) => one.reason);
  const reason = scrubText(reasons.find((one) => one !== '') ?? 'unknown', apiKey);
  const message = scrubText(body?.message ?? '', apiKey);
  const tooFast = status === 429 || reasons.some((one) => RATE_REASONS.has(one));
  // A used-up day of searches was seen to come as a rate limit whose message names the day.
  if (reasons.some((one) => QUOTA_REASONS.has(one)) || (tooFast && /per day/i.test(message))) {
    return new QuotaExceededError(bucket, reason, nextPacificMidnight(sentAt), { cause });
  }
  const known = reasons.find((one) => HINTS.has(one));
  if (known !== undefined) return new KeyInvalidError(known, HINTS.get(known) ?? CHECK_KEY, { cause });
  if (/api key expired/i.test(message)) return new KeyInvalidError(reason, RENEW, { cause });
  if (/api key not (?:valid|found)/i.test(message)) return new KeyInvalidError(reason, CHECK_KEY, { cause });
  const pauseAsked = retryAfterMs(response.headers, now());
  if (tooFast) return new RateLimitedError(pauseAsked, { cause });
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
