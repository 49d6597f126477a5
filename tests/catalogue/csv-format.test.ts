import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardCell, unguardCell } from '../../src/catalogue/csv-format.ts';

const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '＝', ';', '\t', '\r', '\n', 'a') }),
);

describe('guarding cells', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['＝1', "'＝1"],
    ['x;=cmd', "x;'=cmd"],
    ["x;'=cmd", "x;''=cmd"],
    ['a\n- b', "a\n'- b"],
    ['a;b-c', 'a;b-c'],
    ["'=1", "''=1"],
    ["it's", "it's"],
    ["'tis", "'tis"],
    ['', ''],
  ])('%j becomes %j', (text, guarded) => {
    expect(guardCell(text)).toBe(guarded);
  });

  test('leaves nothing a spreadsheet would run, and is undone exactly', () => {
    fc.assert(
      fc.property(cell, (text) => {
        expect(guardCell(text)).not.toMatch(/^[\t\r\n]|(?:^|[;\t\r\n])[=+\-@＝＋－＠]/);
        expect(unguardCell(guardCell(text))).toBe(text);
      }),
    );
  });

  test('a cell that nobody guarded is taken as it is', () => {
    expect(unguardCell('-k4azpOIAfw')).toBe('-k4azpOIAfw');
  });
});
