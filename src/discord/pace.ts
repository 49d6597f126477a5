/** How often each member may ask for something that costs everybody. */
export interface Pace {
  /** Counts one more time. @returns false, without counting, when the member has done it too often lately. */
  allows(memberId: string): boolean;
}

export interface PaceOptions {
  readonly now: () => Date;
  readonly most: number;
  readonly withinMs: number;
}

/** Remembers in this process alone, and only for `withinMs`. */
export function createPace({ now, most, withinMs }: PaceOptions): Pace {
  const times = new Map<string, number[]>();
  return {
    allows(memberId) {
      const at = now().getTime();
      for (const [member, all] of times) {
        const lately = all.filter((time) => at - time < withinMs);
        if (lately.length === 0) times.delete(member);
        else times.set(member, lately);
      }
      const mine = times.get(memberId) ?? [];
      if (mine.length >= most) return false;
      times.set(memberId, [...mine, at]);
      return true;
    },
  };
}
