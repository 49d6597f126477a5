const NOT_SHOWN = 'an address that is not shown';

/** A `/`, `?` or `#` before the last `@`. */
const SPLIT_CREDENTIALS = /^[^:]*:\/\/[^/?#]*[/?#].*@/s;

/**
 * Whether a bare `/`, `?` or `#` ends the host part of a `postgres://` address before its last `@`, so that a piece
 * of the user or the password is taken for the host, the port or the path.
 */
export function hasSplitCredentials(url: string): boolean {
  return SPLIT_CREDENTIALS.test(url);
}

/**
 * Host, port and path of an address, for people. Takes any text: where credentials cannot be told from the rest,
 * nothing of it is shown.
 */
export function locationOf(url: string): string {
  if (!URL.canParse(url) || hasSplitCredentials(url)) return NOT_SHOWN;
  const { hostname, port, pathname } = new URL(url);
  const location = `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
  const isWhole = hostname !== '' || pathname.startsWith('/');
  return isWhole && !/@|%40/i.test(location) ? location : NOT_SHOWN;
}
