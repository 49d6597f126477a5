import { describe, expect, test } from 'vitest';
import { describeRegions, playsSomewhere, regionsOf } from '../../src/catalogue/regions.ts';

const EVERYWHERE = { allowed: null, blocked: [] };
const A_TO_Z = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n));
const CODES = A_TO_Z.flatMap((a) => A_TO_Z.map((b) => a + b));

describe('regions', () => {
  test('are upper-case codes in order, each once, and nothing else', () => {
    expect(regionsOf(undefined)).toEqual(EVERYWHERE);
    expect(regionsOf({})).toEqual(EVERYWHERE);
    expect(regionsOf({ blocked: [] })).toEqual(EVERYWHERE);
    expect(regionsOf({ blocked: ['jp', 'DE', 'JP', 'Germany', ''] })).toEqual({
      allowed: null,
      blocked: ['DE', 'JP'],
    });
    expect(regionsOf({ allowed: ['US', 'ca'] })).toEqual({ allowed: ['CA', 'US'], blocked: [] });
  });

  test.each([
    [undefined, true],
    [{ allowed: ['DE'] }, true],
    [{ allowed: [] }, false],
    [{ allowed: ['DE'], blocked: ['DE'] }, false],
    [{ blocked: CODES.slice(0, 248) }, true],
    [{ blocked: CODES.slice(0, 249) }, false],
  ])('a video plays somewhere (%#)', (restriction, plays) => {
    expect(playsSomewhere(regionsOf(restriction))).toBe(plays);
  });

  test.each([
    [undefined, undefined],
    [{ blocked: ['JP', 'DE'] }, 'Not available in Germany, Japan.'],
    [{ allowed: ['US', 'CA'] }, 'Only available in Canada, United States.'],
    [{ blocked: CODES.slice(0, 38) }, 'Not available in 38 countries.'],
    [{ allowed: ['AT', 'CH', 'DE', 'FR', 'GB', 'IT'] }, 'Only available in 6 countries.'],
    [
      { blocked: ['AT', 'CH', 'DE', 'FR', 'GB'] },
      'Not available in Austria, France, Germany, Switzerland, United Kingdom.',
    ],
    [{ allowed: ['DE', 'JP'], blocked: ['JP'] }, 'Only available in Germany.'],
    [{ allowed: [] }, 'Not available in any country.'],
    [{ blocked: ['QQ'] }, 'Not available in QQ.'],
  ])('are told in a sentence (%#)', (restriction, sentence) => {
    expect(describeRegions(regionsOf(restriction))).toBe(sentence);
  });
});
