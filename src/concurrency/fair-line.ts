/**
 * What waits, by groups that take turns; within a group the newest comes first. One group that brings a lot makes the others
 * wait for one of its items at a time.
 */
export interface FairLine<T> {
  readonly size: number;
  /** Adds an item. @returns the oldest items of the largest groups, removed because there was no room. */
  add(group: string, item: T): T[];
  /** The newest item of the group whose turn it is; it stays in line. The next call asks the next group. */
  next(): T | undefined;
  /** Removes an item that is done. */
  remove(group: string, item: T): void;
  /** Removes from all groups what the test says, oldest first, until it says no. @returns what was removed. */
  removeOldest(isTooOld: (item: T) => boolean): T[];
}

/** @param options.most how many items may wait in one group, and over all */
export function createFairLine<T>(options: {
  readonly mostOfGroup: number;
  readonly most: number;
}): FairLine<T> {
  const { mostOfGroup, most } = options;
  /** Each group's items, oldest first; the group whose turn it is comes first. */
  const groups = new Map<string, Set<T>>();
  let size = 0;

  function remove(group: string, item: T): void {
    const items = groups.get(group);
    if (items?.delete(item) !== true) return;
    size -= 1;
    if (items.size === 0) groups.delete(group);
  }

  function removeOldestOf(group: string, items: ReadonlySet<T>): T[] {
    const [oldest] = items;
    if (oldest === undefined) return [];
    remove(group, oldest);
    return [oldest];
  }

  function removeOldestOfLargest(): T[] {
    let largest: [string, Set<T>] | undefined;
    for (const entry of groups) if (entry[1].size > (largest?.[1].size ?? 0)) largest = entry;
    return largest === undefined ? [] : removeOldestOf(...largest);
  }

  return {
    get size() {
      return size;
    },
    add(group, item) {
      const items = groups.get(group) ?? new Set<T>();
      groups.set(group, items.add(item));
      size += 1;
      if (items.size > mostOfGroup) return removeOldestOf(group, items);
      return size > most ? removeOldestOfLargest() : [];
    },
    next() {
      const [first] = groups;
      if (first === undefined) return undefined;
      const [group, items] = first;
      groups.delete(group);
      groups.set(group, items);
      return [...items].at(-1);
    },
    remove,
    removeOldest(isTooOld) {
      const removed: T[] = [];
      for (const [group, items] of [...groups]) {
        for (const item of [...items]) {
          if (!isTooOld(item)) break;
          remove(group, item);
          removed.push(item);
        }
      }
      return removed;
    },
  };
}
