/**
 * Cards whose message Discord may have shown already while this process does not know its id yet. A reaction can
 * overtake the answer that tells the id; whoever meets an unknown message of the bot waits for these first.
 */
export interface PendingCards {
  /** Marks the time in which cards are made and get their message ids. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when every card now pending has its id or failed. @returns whether there were any. */
  settled(): Promise<boolean>;
}

export function createPendingCards(): PendingCards {
  const pending = new Set<Promise<unknown>>();
  return {
    async during(work) {
      const sending = work();
      pending.add(sending);
      try {
        return await sending;
      } finally {
        pending.delete(sending);
      }
    },
    async settled() {
      if (pending.size === 0) return false;
      await Promise.allSettled(pending);
      return true;
    },
  };
}
