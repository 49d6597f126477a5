/**
 * Whose turn it is on the one session: statements pass in the order in which they come, and a transaction keeps those
 * behind it waiting until it is over.
 */
export interface Turns {
  /** Calls `start` when it is its turn: at once, or when the transactions before it are over. */
  pass(start: () => void): void;
  /** Like `pass`, and nothing else passes from then until `leave`. */
  enter(start: () => void): void;
  leave(): void;
}

interface Waiting {
  readonly exclusive: boolean;
  readonly start: () => void;
}

export function createTurns(): Turns {
  let held = false;
  // A burst puts thousands in line, so the head is not taken off for each.
  let line: Waiting[] = [];
  let next = 0;

  // The start is called while it is decided that it may: what comes in between would overtake it.
  function come(waiting: Waiting): void {
    line.push(waiting);
    go();
  }

  function go(): void {
    while (!held) {
      const waiting = line[next];
      if (waiting === undefined) break;
      next += 1;
      held = waiting.exclusive;
      waiting.start();
    }
    if (next < line.length) return;
    line = [];
    next = 0;
  }

  return {
    pass: (start) => come({ exclusive: false, start }),
    enter: (start) => come({ exclusive: true, start }),
    leave() {
      held = false;
      go();
    },
  };
}
