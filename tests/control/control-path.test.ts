import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlSocketPath } from '../../src/control/control-path.ts';

test('the socket lies in a directory of its own below the data', () => {
  expect(controlSocketPath('./data', 'linux')).toBe(resolve('data/control/moodring.sock'));
});

test('where that path is too long it lies in a directory for temporary files, one for each data directory', () => {
  const deep = `/srv/${'deep/'.repeat(30)}`;
  const path = controlSocketPath(deep, 'linux');
  expect(path.startsWith(join(tmpdir(), 'moodring-'))).toBe(true);
  expect(controlSocketPath(`${deep}other`, 'linux')).not.toBe(path);
});

test('on Windows it is a named pipe', () => {
  expect(controlSocketPath('./data', 'win32')).toMatch(/^\\\\\.\\pipe\\moodring-[0-9a-f]{16}$/);
});

test('it always fits into the address of a socket, and one directory has one', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 60, unit: 'binary' })
    .filter((text) => !/[/\0]/.test(text));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), (names) => {
      const path = controlSocketPath(`/${names.join('/')}`, 'darwin');
      expect(Buffer.byteLength(path)).toBeLessThan(104);
      expect(controlSocketPath(`/${names.join('/')}/`, 'darwin')).toBe(path);
    }),
  );
});
