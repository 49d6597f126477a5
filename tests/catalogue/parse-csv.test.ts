import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImportRefusedError } from '../../src/catalogue/errors/import-refused-error.ts';
import { MOST_BYTES, MOST_ROWS, parseCsv } from '../../src/catalogue/parse-csv.ts';

const lines = async (text: string) =>
  (await parseCsv(text)).records.map(({ line, cells }) => [line, ...cells]);

describe('reading CSV', () => {
  test.each([
    [
      'LF',
      'a,b\n1,2\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a\n1',
      [
        [1, 'a'],
        [2, '1'],
      ],
    ],
    ['a byte order mark', '\ufeffa,b\n', [[1, 'a', 'b']]],
    [
      'quoted LF',
      'a\n"x\ny"\n2\n',
      [
        [1, 'a'],
        [2, 'x\ny'],
        [4, '2'],
      ],
    ],
    [
      'quoted CRLF',
      'a\r\n"x\r\ny\r\nz"\r\n2\r\n',
      [
        [1, 'a'],
        [2, 'x\r\ny\r\nz'],
        [5, '2'],
      ],
    ],
    [
      'empty lines',
      'a\n\n\n1\n\n2\n',
      [
        [1, 'a'],
        [4, '1'],
        [6, '2'],
      ],
    ],
    [
      'empty CRLF lines',
      'a\r\n\r\n"x\r\ny"\r\n\r\n2\r\n',
      [
        [1, 'a'],
        [3, 'x\r\ny'],
        [6, '2'],
      ],
    ],
    [
      'rows of other lengths',
      'a,b\n1\n1,2,3\n',
      [
        [1, 'a', 'b'],
        [2, '1'],
        [3, '1', '2', '3'],
      ],
    ],
    ['nothing', '', []],
  ])('with %s', async (_name, text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });

  test.each([
    ['never closed', 'a\n1\n"x\n2\n3\n', 3],
    ['in the middle of a cell', 'a\n1\n2\nx"y"\n', 4],
    ['closed in the middle of a cell', 'a\n"x\ny"\n"x"y\n', 4],
    ['swallowing the file', `a\n1\n"${'x'.repeat(300_000)}`, 3],
  ])('a quote that is %s ends it, after the rows before', async (_name, text, line) => {
    const { records, broken } = await parseCsv(text);
    expect(broken).toEqual({ line, reason: expect.stringContaining('quote') });
    expect(records.at(-1)?.line).toBeLessThan(line);
    expect(records.length).toBeGreaterThan(1);
  });

  test('gives back what was written, on the right lines, in whatever pieces it comes', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\r\n', 'é', '😄', ' ', "'") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const filled = rows.map(([a, b]) => [`x${a}`, b]);
          const csv = Buffer.from(stringify(filled, { quoted_match: /\r/ }));
          const { records, broken } = await parseCsv(pieces(csv, size));
          expect(broken).toBeUndefined();
          expect(records.map(({ cells }) => cells)).toEqual(filled);
          for (const [index, { line }] of records.entries()) {
            const before = stringify(filled.slice(0, index), { quoted_match: /\r/ });
            expect(line).toBe(before.split('\n').length);
          }
        },
      ),
    );
  });

  test.each([
    ['rows', 'x\n'.repeat(1_000), MOST_ROWS / 1_000, MOST_ROWS + 2, '100000 rows'],
    ['bytes', `${'x'.repeat(99_999)}\n`, MOST_BYTES / 100_000, 672, '64 MB'],
  ])('reads no further than the limit of %s', async (_name, piece, most, line, limit) => {
    let given = 0;
    let closed = false;
    async function* endless() {
      try {
        yield 'a\n';
        for (; given < 4 * most; given += 1) yield piece;
      } finally {
        closed = true;
      }
    }
    const refusal = await parseCsv(endless()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ImportRefusedError);
    expect(refusal).toMatchObject({
      rows: [{ line: expect.any(Number), reason: `the file has more than ${limit}; split it` }],
    });
    const [row] = (refusal as ImportRefusedError).rows;
    // The parser may be some pieces behind what it was given.
    expect(Math.abs((row?.line ?? 0) - line)).toBeLessThan(20);
    expect(given).toBeLessThan(2 * most);
    expect(closed).toBe(true);
  });

  test('takes as many rows as the limit allows', async () => {
    const { records } = await parseCsv(`a\n${'x\n'.repeat(MOST_ROWS)}`);
    expect(records).toHaveLength(MOST_ROWS + 1);
  });

  test('passes on what its source throws', async () => {
    const fault = new Error('the upload broke off');
    async function* failing() {
      yield 'a\n1\n';
      throw fault;
    }
    await expect(parseCsv(failing())).rejects.toBe(fault);
  });
});

async function* pieces(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
