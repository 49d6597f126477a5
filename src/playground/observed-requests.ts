import type { ObservedRequest } from './state/types.ts';

const MOST_REQUESTS = 1_000;
/** Characters of JSON; what a bot sends is far smaller. */
const LONGEST_BODY = 64 * 1024;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** The bot's last requests, oldest first, within bounds of number and size. */
export class ObservedRequests {
  /** The same array all the time. */
  readonly all: ObservedRequest[] = [];
  readonly #sizes: number[] = [];
  #size = 0;

  /** A body that is too long is remembered as `undefined`. */
  add(request: ObservedRequest): void {
    const length = request.body === undefined ? 0 : JSON.stringify(request.body).length;
    const size = length > LONGEST_BODY ? 0 : length;
    this.all.push(length > LONGEST_BODY ? { ...request, body: undefined } : request);
    this.#sizes.push(size);
    this.#size += size;
    while (this.all.length > MOST_REQUESTS || this.#size > MOST_CHARACTERS) {
      this.all.shift();
      this.#size -= this.#sizes.shift() ?? 0;
    }
  }
}
