import { expect, test } from 'vitest';
import { chooseSource, expectedYield, isPoor } from '../../../src/catalogue/sources/choose-source.ts';

const source = (name: string, recent_songs: number, recent_units: number) => ({
  name,
  recent_songs,
  recent_units,
});

test('asks the source that brought the most songs a unit lately', () => {
  const sources = [source('a', 10, 10), source('b', 150, 10), source('c', 60, 10)];
  expect(chooseSource(sources, 1)?.name).toBe('b');
});

test('of equal ones, the one that has waited longest', () => {
  expect(chooseSource([source('a', 0, 0), source('b', 0, 0)], 1)?.name).toBe('a');
});

test('gives a new source a chance beside middling ones, but not beside the best', () => {
  const unknown = source('new', 0, 0);
  expect(chooseSource([unknown, source('middling', 80, 10)], 1)?.name).toBe('new');
  expect(chooseSource([unknown, source('best', 240, 10)], 1)?.name).toBe('best');
});

test('now and then asks the one that has waited longest, whatever it brought', () => {
  const sources = [source('poor', 0, 10), source('best', 240, 10)];
  const turns = Array.from({ length: 16 }, (_, index) => chooseSource(sources, index + 1)?.name);
  expect(turns.filter((name) => name === 'poor')).toHaveLength(2);
});

test('without a source there is none to ask', () => {
  expect(chooseSource([], 1)).toBeUndefined();
});

test('expects less of a source the longer it brings nothing', () => {
  const yields = [0, 1, 5, 20].map((units) => expectedYield(source('', 0, units)));
  expect(yields).toEqual(yields.toSorted((a, b) => b - a));
  expect(yields[0]).toBe(10);
});

test('is poor only after some units with hardly a song', () => {
  expect(isPoor(source('', 0, 5))).toBe(false);
  expect(isPoor(source('', 1, 6))).toBe(true);
  expect(isPoor(source('', 2, 6))).toBe(false);
});
