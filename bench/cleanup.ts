/** Ends one thing that was started; calling it again does nothing. */
export type End = () => Promise<void>;

/** Everything the bench has started and not yet ended, so that it can be ended on a failure or a signal too. */
export interface Cleanup {
  /** Takes over how one thing is ended, and gives it back for ending it earlier. */
  add(end: () => Promise<void>): End;
  /** Ends what is left, the latest first; a failure is reported and keeps nothing else from being ended. */
  all(): Promise<void>;
}

/** @param report takes a line about something that could not be ended */
export function createCleanup(report: (line: string) => void): Cleanup {
  const open: End[] = [];
  return {
    add(end) {
      let ended: Promise<void> | undefined;
      const once = () => {
        ended ??= end().finally(() => open.splice(open.indexOf(once), 1));
        return ended;
      };
      open.push(once);
      return once;
    },
    async all() {
      for (const end of open.slice().reverse()) {
        try {
          await end();
        } catch (error) {
          report(`not cleaned up: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  };
}
