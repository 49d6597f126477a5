import { expect, test } from 'vitest';
import { createPace } from '../../src/discord/pace.ts';

test('lets a member do something so often within a time, each member by themselves', () => {
  let time = 0;
  const pace = createPace({ now: () => new Date(time), most: 2, withinMs: 1_000 });
  const tries = ['ada', 'ada', 'ada', 'kofi'].map((member) => pace.allows(member));
  expect(tries).toEqual([true, true, false, true]);
  time = 999;
  expect(pace.allows('ada')).toBe(false);
  time = 1_000;
  expect([pace.allows('ada'), pace.allows('ada'), pace.allows('ada')]).toEqual([true, true, false]);
});
