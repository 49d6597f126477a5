/** Anywhere in a text: it may stand in quotes or behind "Bot ". Bounded, so that no text takes long to look through. */
const SECRETS = [
  // A Discord token: three parts, of which the first is an id.
  /[\w-]{15,100}\.[\w-]{4,20}\.[\w-]{15,}/,
  // A key, a client secret and an access token of Google.
  /AIza[\w-]{20,}|GOCSPX-[\w-]{10,}|ya29\.[\w-]{10,}/,
  // An address with a user or a password, even one that is no right address.
  /:\/\/[^\s@]{0,500}@/,
];

/** Whether a text holds what looks like a token, a key or a password, whatever it was given for. */
export function looksSecret(text: string): boolean {
  return SECRETS.some((pattern) => pattern.test(text));
}
