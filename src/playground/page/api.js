/** @import { PageState } from './types.js' */

/** The server refused an action; the message is for the member. */
export class ActionError extends Error {}

/**
 * Everything the page shows, as one member sees one channel.
 * @param {string | undefined} memberId
 * @param {string | undefined} channelId
 * @returns {Promise<PageState>}
 */
export async function fetchState(memberId, channelId) {
  const query = new URLSearchParams();
  if (memberId !== undefined) query.set('as', memberId);
  if (channelId !== undefined) query.set('channel', channelId);
  const response = await fetch(`/page/state?${query}`);
  if (!response.ok) throw new ActionError(await problemOf(response));
  return response.json();
}

/**
 * Does something as a member.
 * @param {string} action last part of the route
 * @param {object} body
 * @returns {Promise<any>} the answer, `undefined` without a body
 */
export async function act(action, body) {
  const response = await fetch(`/page/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new ActionError(await problemOf(response));
  return response.status === 204 ? undefined : response.json();
}

/** @param {Response} response */
async function problemOf(response) {
  const body = await response.json();
  const field = firstProblem(body.errors, []);
  return field ?? body.message ?? `The server answered ${response.status}`;
}

/**
 * The first of Discord's nested field errors, as `field: message`.
 * @param {any} errors
 * @param {string[]} path
 * @returns {string | undefined}
 */
function firstProblem(errors, path) {
  if (typeof errors !== 'object' || errors === null) return undefined;
  const [first] = errors._errors ?? [];
  if (first) return `${path.at(-1) ?? 'message'}: ${first.message}`;
  for (const [key, value] of Object.entries(errors)) {
    const found = firstProblem(value, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Listens to what changes for a member, through breaks of the connection.
 * @param {string} memberId
 * @param {Record<string, (data: any) => void>} handlers by the name of the event; `open` and `lost` tell of the connection
 * @returns {() => void} stops listening
 */
export function listen(memberId, handlers) {
  const source = new EventSource(`/page/events?as=${memberId}`);
  source.addEventListener('open', () => handlers.open?.(undefined));
  source.addEventListener('error', () => handlers.lost?.(undefined));
  for (const name of ['message', 'remove', 'commands', 'presence', 'interaction']) {
    source.addEventListener(name, (event) =>
      handlers[name]?.(JSON.parse(/** @type {MessageEvent} */ (event).data)),
    );
  }
  return () => source.close();
}
