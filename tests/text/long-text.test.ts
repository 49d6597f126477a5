import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const LENGTH = 200_000;
/** Work in proportion to the text takes a second or two; its square, minutes for a single reader of one text. */
const DEADLINE_MS = 60_000;

/** Reads texts in another thread, which can be ended. @returns 'done', or 'too slow' when the deadline passed first. */
async function read(texts: readonly string[]): Promise<unknown> {
  const worker = new Worker(new URL('../support/long-text-worker.ts', import.meta.url), {
    workerData: texts,
  });
  const over = new AbortController();
  try {
    return await Promise.race([
      once(worker, 'message', { signal: over.signal }).then(([answer]) => answer),
      pause(DEADLINE_MS, 'too slow', { signal: over.signal }),
    ]);
  } finally {
    over.abort();
    await worker.terminate();
  }
}

interface Shape {
  readonly start: string;
  readonly unit: string;
  readonly end: string;
}

const long = ({ start, unit, end }: Shape) => `${start}${unit.repeat(Math.ceil(LENGTH / unit.length))}${end}`;

/** What expressions over such texts begin, go on or end with. */
const PIECES = [
  ...[
    '–',
    ' ',
    ',',
    '.',
    '-',
    '!',
    ')',
    ']',
    '(',
    '[',
    '<',
    '>',
    '&',
    '#',
    '*',
    '_',
    '`',
    '|',
    '~',
    '@',
    ':',
  ],
  ...[
    'a',
    'é',
    '7',
    '’',
    '😀',
    '\u200d',
    '\ufe0f',
    '\u202a',
    '\n',
    '\t',
    'http://',
    'https://a.b',
    'www.',
    'a.',
  ],
  ...['a@', '&amp;', '<a ', 'under a ', 'hour ', 'mix ', '%25', 'youtu.be/', '@here', 'discord', 'T_T', ':-'],
];

test.each([
  ['dashes', { start: '', unit: '–', end: 'a' }],
  ['punctuation after an address', { start: 'https://a', unit: '.', end: 'a' }],
])(
  'a text of %s is read in proportion to its length',
  async (_, shape) => {
    expect(await read([long(shape)])).toBe('done');
  },
  120_000,
);

test('any text that repeats itself is read in proportion to its length', async () => {
  const pieces = (most: number) =>
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: most }).map((all) => all.join(''));
  const shape = fc.record({
    start: fc.constantFrom('', 'https://a', '<a', '#', '@'),
    unit: pieces(3),
    end: fc.constantFrom('', 'a', '!', '\n', '>', '\u0000'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 5, maxLength: 5 }), async (shapes) => {
      expect(await read(shapes.map(long))).toBe('done');
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 300_000);
