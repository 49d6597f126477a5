/**
 * Remembers what a pure function gave. Emptied whole when `limit` entries are held: cheaper than keeping an order,
 * and words in use are back at once.
 */
export function boundedCache<Key, Value>(limit: number, compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    if (known.size >= limit) known.clear();
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
