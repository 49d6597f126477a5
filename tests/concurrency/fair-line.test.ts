import { expect, test } from 'vitest';
import { createFairLine } from '../../src/concurrency/fair-line.ts';

function drain(line: ReturnType<typeof createFairLine<string>>): string[] {
  const order: string[] = [];
  for (let item = line.next(); item !== undefined; item = line.next()) {
    order.push(item);
    line.remove(item.slice(0, 1), item);
  }
  return order;
}

test('groups take turns, and within a group the newest comes first', () => {
  const line = createFairLine<string>({ mostOfGroup: 10, most: 100 });
  for (const item of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'])
    expect(line.add(item.slice(0, 1), item)).toEqual([]);
  expect(line.size).toBe(6);
  expect(drain(line)).toEqual(['a3', 'b2', 'c1', 'a2', 'b1', 'a1']);
  expect(line.size).toBe(0);
});

test('an item stays until it is removed, and a newer one goes before it', () => {
  const line = createFairLine<string>({ mostOfGroup: 10, most: 100 });
  line.add('a', 'a1');
  expect([line.next(), line.next()]).toEqual(['a1', 'a1']);
  line.add('a', 'a2');
  expect(line.next()).toBe('a2');
  line.remove('a', 'a2');
  line.remove('a', 'a2');
  expect(line.next()).toBe('a1');
  expect(line.size).toBe(1);
});

test('of too many the oldest of the largest group go', () => {
  const line = createFairLine<string>({ mostOfGroup: 3, most: 5 });
  const removed = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1', 'd1'].flatMap((item) =>
    line.add(item.slice(0, 1), item),
  );
  expect(removed).toEqual(['a1', 'a2', 'a3']);
  expect(line.size).toBe(5);
});

test('what is too old goes from every group', () => {
  const line = createFairLine<string>({ mostOfGroup: 10, most: 100 });
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c3']) line.add(item.slice(0, 1), item);
  expect(line.removeOldest((item) => Number(item.slice(1)) < 3)).toEqual(['a1', 'a2', 'b1']);
  expect(drain(line)).toEqual(['a3', 'c3']);
});
