import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRecords } from '../../src/cli/count-records.ts';

test('counts rows, whatever stands in their cells', () => {
  const cell = fc.string({ unit: fc.constantFrom('"', '\n', '\r', ',', 'a') });
  const rows = fc.array(fc.tuple(cell, fc.constant('end')), { maxLength: 20 });
  fc.assert(
    fc.property(rows, (written) => {
      expect(countRecords(stringify(written))).toBe(written.length);
    }),
  );
});
