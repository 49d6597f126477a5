import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, inkOn, shade } from '../../src/charts/colour.ts';
import { BACKGROUND, ORANGE, QUIET_TEXT, SKY_BLUE, TEXT } from '../../src/charts/theme.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** How colours look to people without one kind of cones: Machado, Oliveira and Fernandes (2009), severity 1. */
const DEFICIENCIES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function seen(colour: string, matrix: readonly (readonly number[])[]): number[] {
  const linear = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (linear[i] ?? 0), 0));
}

describe('colours', () => {
  test('contrast is as the standard has it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#ffffff', '#767676')).toBe(contrast('#767676', '#ffffff'));
  });

  test('texts and lines stand out from the ground', () => {
    for (const colour of [TEXT, QUIET_TEXT]) expect(contrast(colour, BACKGROUND)).toBeGreaterThanOrEqual(4.5);
    for (const colour of [SKY_BLUE, ORANGE]) expect(contrast(colour, BACKGROUND)).toBeGreaterThanOrEqual(3);
  });

  test('on every shade one ink reads well', () => {
    fc.assert(fc.property(share, (s) => contrast(inkOn(shade(s)), shade(s)) >= 4.5));
  });

  test('more is lighter', () => {
    const steps = Array.from({ length: 101 }, (_, i) => contrast(shade(i / 100), '#000000'));
    for (const [i, step] of steps.entries()) expect(step).toBeGreaterThan(steps[i - 1] ?? 0);
  });

  test.each(Object.entries(DEFICIENCIES))('the two colours differ with %s', (_, matrix) => {
    const [a, b] = [seen(SKY_BLUE, matrix), seen(ORANGE, matrix)];
    expect(Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))).toBeGreaterThan(0.3);
  });
});
