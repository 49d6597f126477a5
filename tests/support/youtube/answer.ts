import { createHash } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The API's error body. */
export function errorAnswer(
  status: number,
  reason: string | undefined,
  message: string,
  domain = 'youtube',
): Answer {
  const errors = reason === undefined ? [] : [{ message, domain, reason }];
  return { status, body: { error: { code: status, message, errors } } };
}

export interface PageOptions {
  readonly query: URLSearchParams;
  /** Tokens of another generation have expired. */
  readonly generation: number;
}

export interface Page {
  readonly start: number;
  readonly size: number;
  /** The token of the page after this one, if `count` says that there is one. */
  next(count: number): { readonly nextPageToken?: string };
}

const DEFAULT_SIZE = 5;
const LARGEST_SIZE = 50;

/** Which part of a list is asked for, or the answer that refuses it. */
export function readPage({ query, generation }: PageOptions): Page | Answer {
  const size = Number(query.get('maxResults') ?? DEFAULT_SIZE);
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_SIZE) {
    return errorAnswer(400, 'invalidParameter', 'Values must be within the range: [0, 50].');
  }
  const token = query.get('pageToken');
  const scope = scopeOf(query, generation);
  const start = token === null ? 0 : startOf(token, scope);
  if (start === undefined) {
    return errorAnswer(400, 'invalidPageToken', 'The request specifies an invalid page token.');
  }
  const end = start + size;
  return { start, size, next: (count) => (end < count ? { nextPageToken: tokenFor(end, scope) } : {}) };
}

/** A token is good for the list it was given for, and tells nobody what it means. */
function scopeOf(query: URLSearchParams, generation: number): string {
  const others = [...query].filter(([name]) => name !== 'pageToken' && name !== 'maxResults').sort();
  return createHash('sha256')
    .update(JSON.stringify([generation, others]))
    .digest('hex')
    .slice(0, 12);
}

function tokenFor(start: number, scope: string): string {
  return Buffer.from(`${scope}:${start}`).toString('base64url');
}

function startOf(token: string, scope: string): number | undefined {
  const [, tokenScope, start] =
    /^([0-9a-f]{12}):(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return tokenScope === scope ? Number(start) : undefined;
}

/** Refuses a request without the parts it must ask for, or with others than there are. */
export function partsOf(query: URLSearchParams, known: readonly string[]): ReadonlySet<string> | Answer {
  const parts = new Set(query.getAll('part').flatMap((some) => some.split(',')));
  if (parts.size === 0) return errorAnswer(400, 'missingRequiredParameter', "No value for 'part'.");
  for (const part of parts) {
    if (!known.includes(part)) return errorAnswer(400, 'unknownPart', `Unknown part '${part}'.`);
  }
  return parts;
}

export function isAnswer(value: object): value is Answer {
  return 'status' in value && 'body' in value;
}

/** The answer that refuses parameters this fake has no notion of, so that no test trusts in one that does nothing. */
export function unknownParameter(query: URLSearchParams, known: readonly string[]): Answer | undefined {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : errorAnswer(400, 'badRequest', `Invalid JSON payload received. Unknown name "${unknown}".`, 'global');
}
