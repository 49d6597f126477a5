import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createBar, createLines } from '../../src/cli/progress.ts';

test('without a terminal there is one line a stage and one a quarter', () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const view = createLines(stream);
  view.show({ stage: 'Reading', done: 0, total: 0 });
  for (let done = 0; done <= 1_000; done += 1) view.show({ stage: 'Writing', done, total: 1_000 });
  view.end();
  const lines = ['Reading', 'Writing', 'Writing 25 %', 'Writing 50 %', 'Writing 75 %', 'Writing 100 %'];
  expect(stream.read()).toBe(`${lines.join('\n')}\n`);
});

test('on a terminal there is a bar that goes away', () => {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 200 });
  const view = createBar(stream);
  view.show({ stage: 'Looking', done: 1, total: 4, note: 'lofi\u001b[2J' });
  expect(stream.read()).toMatch(/25 % {2}Looking {2}lofi \[2J/);
  view.show({ stage: 'Looking', done: 4, total: 4 });
  view.end();
  const last: string = stream.read();
  expect(last).toContain('100 %');
  expect(last.endsWith('\u001b[2K')).toBe(true);
});
