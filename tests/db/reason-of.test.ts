import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasonOf } from '../../db/errors/reason-of.ts';

const refused = (message: string) => Object.assign(new Error(message), { code: 'ECONNREFUSED' });

test.each([
  ['its message', new Error('no such host'), 'no such host'],
  ['its code when it has no message', refused(''), 'ECONNREFUSED'],
  [
    'the first of several failures',
    new AggregateError([refused('connect to ::1'), refused('x')], ''),
    'connect to ::1',
  ],
  ['the code of the first of several', new AggregateError([refused('')], ''), 'ECONNREFUSED'],
  ['its name when there is nothing else', new TypeError(''), 'TypeError'],
  ['the text that was thrown', 'just text', 'just text'],
])('the reason of an error is %s', (_what, error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});

test('there always is a reason', () => {
  fc.assert(fc.property(fc.anything(), (thrown) => reasonOf(thrown) !== ''));
});
