import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns } from '../../../db/driver/turns.ts';

test('statements pass at once, and behind a transaction in the order in which they came', () => {
  const turns = createTurns();
  const started: string[] = [];
  const start = (name: string) => () => void started.push(name);
  turns.pass(start('a'));
  turns.enter(start('first'));
  turns.pass(start('b'));
  turns.pass(start('c'));
  turns.enter(start('second'));
  turns.pass(start('d'));
  expect(started).toEqual(['a', 'first']);
  turns.leave();
  expect(started).toEqual(['a', 'first', 'b', 'c', 'second']);
  turns.leave();
  expect(started).toEqual(['a', 'first', 'b', 'c', 'second', 'd']);
});

test('what comes while others are let in does not overtake them, nor come between a transaction', () => {
  const turns = createTurns();
  const started: string[] = [];
  turns.enter(() => started.push('first'));
  turns.pass(() => {
    started.push('a');
    turns.enter(() => started.push('second'));
  });
  turns.pass(() => started.push('b'));
  turns.leave();
  expect(started).toEqual(['first', 'a', 'b', 'second']);
});

test('everybody has a turn, in order, and nobody during a transaction', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('pass', 'enter', 'leave')), (actions) => {
      const turns = createTurns();
      const came: number[] = [];
      const started: number[] = [];
      let holder: number | undefined;
      actions.forEach((action, i) => {
        if (action === 'leave') {
          if (holder === undefined) return;
          holder = undefined;
          turns.leave();
          return;
        }
        came.push(i);
        turns[action](() => {
          expect(holder).toBeUndefined();
          if (action === 'enter') holder = i;
          started.push(i);
        });
      });
      while (holder !== undefined) {
        holder = undefined;
        turns.leave();
      }
      expect(started).toEqual(came);
    }),
  );
});
