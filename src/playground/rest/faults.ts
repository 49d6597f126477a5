/** A failure to come: which requests it hits, and what the bot sees of it. */
export interface Fault {
  /** Any method if absent. */
  readonly method?: string;
  /** Tested against the path without `/api/v10` and the query. */
  readonly path: RegExp;
  /** Whether the request is still carried out; by default it is not. */
  readonly when?: 'before' | 'after';
  /** Status of the answer; without one the connection is cut. */
  readonly status?: number;
  /** How many requests it hits, 1 unless told. */
  readonly times?: number;
}

/** Failures that tests order; each is used up by the requests that it hits. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  /** Orders a failure. */
  next(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** Takes back every failure that has not happened yet. */
  clear(): void {
    this.#waiting = [];
  }

  /** The failure for this request, if one was ordered. */
  take(method: string, path: string): Fault | undefined {
    // `search` starts at the beginning even where the pattern has the flag `g`, unlike `test`.
    const hit = this.#waiting.find(
      ({ fault }) => (fault.method ?? method).toUpperCase() === method && path.search(fault.path) !== -1,
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.#waiting = this.#waiting.filter((one) => one !== hit);
    return hit.fault;
  }
}
