const LONGEST_MESSAGE = 300;

/** What is safe to keep of an HTTP client's error. */
export class ScrubbedError extends Error {
  readonly code: string | number | undefined;
  readonly status: number | undefined;

  constructor(name: string, message: string, code: string | number | undefined, status: number | undefined) {
    super(message);
    this.name = name;
    this.code = code;
    this.status = status;
  }
}

/**
 * A copy of an error that carries neither the API key nor the request that holds it: the client's own errors
 * keep the whole configuration, headers included, where `util.inspect` and loggers find it.
 */
export function scrubError(error: unknown, apiKey: string): ScrubbedError {
  if (!(error instanceof Error))
    return new ScrubbedError('Error', scrubText(String(error), apiKey), undefined, undefined);
  const { code, status } = error as { code?: unknown; status?: unknown };
  return new ScrubbedError(
    error.name,
    scrubText(error.message, apiKey),
    typeof code === 'string' ? scrubText(code, apiKey) : typeof code === 'number' ? code : undefined,
    typeof status === 'number' ? status : undefined,
  );
}

/** Text from outside, without the key in any spelling of an address, and cut to what fits a log line. */
export function scrubText(text: string, apiKey: string): string {
  const clean = text.replace(spellingsOf(apiKey), '[key]');
  return clean.length <= LONGEST_MESSAGE ? clean : `${clean.slice(0, LONGEST_MESSAGE).toWellFormed()}…`;
}

/** Matches the key with any of its characters percent-encoded, once or several times over. */
function spellingsOf(apiKey: string): RegExp {
  const characters = [...apiKey].map((character) => {
    const encoded = [...Buffer.from(character)]
      .map((byte) => `%(?:25)*${byte.toString(16).padStart(2, '0')}`)
      .join('');
    return `(?:${RegExp.escape(character)}|${encoded})`;
  });
  return new RegExp(characters.join(''), 'giu');
}
