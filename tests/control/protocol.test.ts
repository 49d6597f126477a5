import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_MESSAGE, LONGEST_PIECE, pieces } from '../../src/control/protocol.ts';

test('cut text is the same put together, and no piece is too long for a message or ends within a character', () => {
  const text = fc
    .tuple(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.nat(3 * LONGEST_PIECE),
      fc.constantFrom('a', '\0', '😌'),
    )
    .map(([start, length, filling]) => start + filling.repeat(length / filling.length));
  fc.assert(
    fc.property(text, (whole) => {
      const cut = [...pieces(whole)];
      expect(cut.join('') === whole).toBe(true);
      for (const piece of cut) {
        expect(piece.length).toBeLessThanOrEqual(LONGEST_PIECE);
        expect(piece.isWellFormed()).toBe(true);
        expect(JSON.stringify({ type: 'output', text: piece }).length).toBeLessThan(LONGEST_MESSAGE);
      }
    }),
    { numRuns: 30 },
  );
});
