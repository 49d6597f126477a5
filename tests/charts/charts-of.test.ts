import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chartsOf } from '../../src/charts/charts-of.ts';
import { contrast } from '../../src/charts/colour.ts';
import { toPng, toSvg } from '../../src/charts/render.ts';
import { BACKGROUND, FONT, WIDTH } from '../../src/charts/theme.ts';
import { inked, pixelsOf } from './pixels.ts';
import { REPORTS } from './reports.ts';

/** Discord shows a picture about this wide; text below this many pixels there is hard to read. */
const SHOWN = 400;
const LEAST_TEXT = 11;
const LEAST_CONTRAST = 4.5;

interface Text {
  readonly text: string;
  readonly fill: string;
  readonly size: number;
}

const everyChart = Object.values(REPORTS).flatMap(chartsOf);

async function textsOf(charts: typeof everyChart): Promise<Text[]> {
  const svgs = await Promise.all(charts.map(({ spec }) => toSvg(spec)));
  return svgs.flatMap((svg) =>
    [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', text = '']) => ({
      text: text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
      fill: /fill="([^"]*)"/.exec(attributes)?.[1] ?? '',
      size: Number(/font-size="([\d.]+)px"/.exec(attributes)?.[1]),
    })),
  );
}

/** A character alone on the ground of the pictures. */
function drawn(character: string): Uint8Array {
  const safe = `&#x${character.codePointAt(0)?.toString(16)};`;
  return toPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="${BACKGROUND}"/><text x="10" y="45" font-family="${FONT}" font-size="40" fill="#fff">${safe}</text></svg>`,
  );
}

describe('the texts of the pictures', () => {
  test('are large enough at the width Discord shows', async () => {
    const texts = await textsOf(everyChart);
    expect(texts.length).toBeGreaterThan(200);
    const small = texts.filter(({ size }) => !((size * SHOWN) / WIDTH >= LEAST_TEXT));
    expect(small).toEqual([]);
  });

  test('stand out from the ground', async () => {
    const onGround = everyChart.filter(({ name }) => name !== 'confusion-matrix.png');
    const faint = (await textsOf(onGround)).filter(({ fill }) => contrast(fill, BACKGROUND) < LEAST_CONTRAST);
    expect(faint).toEqual([]);
  });

  test('have only characters that the font has, each drawn as itself', async () => {
    const characters = new Set((await textsOf(everyChart)).flatMap(({ text }) => [...text]));
    characters.delete(' ');
    const unknown = Buffer.from(drawn('\u{e123}'));
    const pictures = new Map([...characters].map((character) => [character, Buffer.from(drawn(character))]));
    for (const [character, picture] of pictures) {
      expect(`${character} ${inked(pixelsOf(picture), BACKGROUND) > 10}`).toBe(`${character} true`);
      expect(`${character} ${picture.equals(unknown)}`).toBe(`${character} false`);
    }
    expect(new Set([...pictures.values()].map((picture) => picture.toString('base64'))).size).toBe(
      characters.size,
    );
  });

  test('in the cells of the confusion matrix stand out from their shades', () => {
    for (const { spec } of everyChart.filter(({ name }) => name === 'confusion-matrix.png')) {
      const cells = (spec as unknown as { data: { values: { ink: string; fill: string }[] } }).data.values;
      expect(cells).toHaveLength(36);
      for (const { ink, fill } of cells) expect(contrast(ink, fill)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    }
  });
});

describe('the words for whoever cannot see them', () => {
  const altsOf = (name: keyof typeof REPORTS) => chartsOf(REPORTS[name]).map(({ alt }) => alt);

  test('give the figures', () => {
    const [matrix, curve, reliability, moods] = altsOf('usual');
    expect(matrix).toMatch(/of 449 songs .* \d+ % right\. Its most frequent mistake: \d+ songs labelled /);
    expect(curve).toContain('30 % with 11, 35 % with 22, 40 % with 45');
    expect(curve).toMatch(/Always naming Happy would reach \d+ %/);
    expect(reliability).toMatch(/off by \d+\.\d points/);
    expect(moods).toContain('Happy 30 % and 20 %');
  });

  test('of the extremes are true', () => {
    expect(altsOf('without a mistake')[0]).toContain('100 % right. It made no mistake.');
    const [matrix, , , moods] = altsOf('with six labels and no votes');
    expect(matrix).toContain('No song is labelled In love');
    expect(moods).toContain('no votes yet');
    expect(altsOf('with 100,000 labels, 95 % of one mood')[3]).toContain('Happy 1 % and <1 %');
  });
});

test('only the drawing process loads what draws', () => {
  const root = resolve(import.meta.dirname, '../..');
  const importing = (what: RegExp) =>
    globSync('{src,db,commands}/**/*.ts', { cwd: root }).filter((file) =>
      what.test(readFileSync(resolve(root, file), 'utf8')),
    );
  expect(importing(/import (?!type )[^;]*from '(vega|vega-lite|@resvg\/resvg-js)'/)).toEqual([
    'src/charts/render.ts',
  ]);
  expect(importing(/from '[./]*(charts\/)?render\.ts'/)).toEqual(['src/charts/drawing-process.ts']);
});
