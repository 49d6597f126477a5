import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMPORT_COLUMNS } from '../../src/catalogue/import-cells.ts';
import { type ImportRow, validateRows } from '../../src/catalogue/import-rows.ts';
import { parseCsv } from '../../src/catalogue/parse-csv.ts';
import { decoded } from '../../src/cli/decoded.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

async function* piecesOf(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function rowsOf(bytes: Uint8Array, size = 7) {
  const read = await parseCsv(decoded(piecesOf(bytes, size)), IMPORT_COLUMNS);
  return validateRows(read, NOW);
}

const input = (name: string) => readFile(join(import.meta.dirname, 'csv-inputs', name));

const CAFE: Omit<ImportRow, 'line'> = {
  videoId: 'csvtest0001',
  title: 'Café del Mar – naïve "quoted"',
  description: 'line one\nline two',
  fetchedAt: undefined,
  moods: ['chill'],
};
const PLAIN = { ...CAFE, videoId: 'csvtest0002', title: 'Plain', description: '', moods: [] };

describe('files as spreadsheets write them', () => {
  test.each([
    ['semicolon.csv', 2, 4],
    ['tab.csv', 2, 4],
    ['sep-line.csv', 3, 5],
    ['cr-only.csv', 2, 3],
    ['trailing-empty-rows.csv', 2, 4],
  ])('%s is read, with its line numbers', async (name, first, second) => {
    const { rows, refused } = await rowsOf(await input(name));
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      { ...CAFE, line: first, description: expect.stringMatching(/^line one\r?\n?line two$/) },
      { ...PLAIN, line: second },
    ]);
  });

  test('true-false.csv is understood', async () => {
    const { rows, refused } = await rowsOf(await input('true-false.csv'));
    expect(refused).toEqual([]);
    expect(rows.map(({ moods }) => moods)).toEqual([['chill'], []]);
  });

  test('latin1.csv is called what it is not, and how to save it', async () => {
    const problem = await rowsOf(await input('latin1.csv')).catch((error) => error);
    expect(problem).toMatchObject({
      name: 'NotTextError',
      message: expect.stringMatching(/^it is not UTF-8 text; save it as UTF-8: in Excel as "CSV UTF-8"/),
    });
  });

  test.each(['utf16le', 'utf16be'])(
    '%s is read where it says so, and named where it does not',
    async (encoding) => {
      const text = `video_id\tmoods\ttitle\r\n${'csvtest0001'}\tchill\tCafé 😄\r\n`;
      const coded = (all: string) => {
        const bytes = Buffer.from(all, 'utf16le');
        return encoding === 'utf16le' ? bytes : bytes.swap16();
      };
      for (const size of [1, 2, 7, 1_000]) {
        const { rows } = await rowsOf(coded(`\ufeff${text}`), size);
        expect(rows).toMatchObject([{ line: 2, title: 'Café 😄', moods: ['chill'] }]);
      }
      await expect(rowsOf(coded(text.replace('Café 😄', 'Plain')))).rejects.toThrow(
        /UTF-16 without the mark/,
      );
    },
  );

  test('are read the same, whatever divides their cells and rows and however they come', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', 'é'),
      maxLength: 6,
    });
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 5 });
    const dialect = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t'),
      record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
      bom: fc.boolean(),
      named: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        rows,
        dialect,
        fc.integer({ min: 1, max: 20 }),
        async (all, { named, bom, ...how }, size) => {
          const filled = all.map(([title, description], n) => [
            `csvtest000${n}`,
            `x${title}`,
            'sad',
            description,
          ]);
          const header = ['video_id', 'title', 'moods', 'description'];
          const text = stringify([header, ...filled], { ...how, quoted: true });
          const mark = named ? `sep=${how.delimiter}${how.record_delimiter}` : '';
          const bytes = Buffer.from(`${bom ? '\ufeff' : ''}${mark}${text}`);
          const { records, broken } = await parseCsv(piecesOf(bytes, size), IMPORT_COLUMNS);
          expect(broken).toBeUndefined();
          expect(records.map(({ cells }) => cells)).toEqual([header, ...filled]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
