import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chartsOf } from '../../src/charts/charts-of.ts';
import { drawElsewhere } from '../../src/charts/draw-elsewhere.ts';
import { drawReport } from '../../src/charts/draw-report.ts';
import { DrawingFailedError } from '../../src/charts/errors/drawing-failed-error.ts';
import { toPng } from '../../src/charts/render.ts';
import { BACKGROUND, FONT, WIDTH } from '../../src/charts/theme.ts';
import { colourAt, inked, pixelsOf } from './pixels.ts';
import { REPORTS } from './reports.ts';

const NAMES = ['confusion-matrix.png', 'learning-curve.png', 'reliability.png', 'mood-shares.png'];
const EDGE = 6;

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('drawing a report', () => {
  test('ends with its signal', async () => {
    const [report] = Object.values(REPORTS);
    if (report === undefined) throw new Error('no report');
    const stop = new AbortController();
    const reason = new Error('the program is stopping');
    const drawing = drawReport(report, stop.signal);
    stop.abort(reason);
    await expect(drawing).rejects.toBe(reason);
    await expect(drawReport(report, stop.signal)).rejects.toBe(reason);
  });

  test.each(Object.entries(REPORTS))('%s: four pictures, nothing cut off at the edges', async (_, report) => {
    const pictures = await drawReport(report);
    expect(pictures.map(({ name }) => name)).toEqual(NAMES);
    for (const { name, png } of pictures) {
      const pixels = pixelsOf(png);
      expect({ name, width: pixels.width }).toEqual({ name, width: WIDTH });
      expect(inked(pixels, BACKGROUND)).toBeGreaterThan(10_000);
      for (let i = 0; i < WIDTH; i++) {
        for (const [x, y] of [
          [i, EDGE],
          [i, pixels.height - EDGE],
          [EDGE, i],
          [WIDTH - EDGE, i],
        ] as const)
          expect(`${name} ${x},${y} ${colourAt(pixels, x, y)}`).toBe(`${name} ${x},${y} ${BACKGROUND}`);
      }
    }
  });

  test('the same report gives the same bytes, also where no font is installed', async () => {
    const pictures = await drawReport(REPORTS.usual);
    const nowhere = '/nonexistent';
    const child = fork(resolve(import.meta.dirname, '../../src/charts/drawing-process.ts'), [], {
      env: { FONTCONFIG_FILE: nowhere, FONTCONFIG_PATH: nowhere, HOME: nowhere, XDG_DATA_HOME: nowhere },
      execArgv: [],
      serialization: 'advanced',
    });
    const closed = once(child, 'close');
    child.send(chartsOf(REPORTS.usual).map(({ spec }) => spec));
    const [again]: Uint8Array[][] = await once(child, 'message');
    expect(again?.map(hash)).toEqual(pictures.map(({ png }) => hash(png)));
    await closed;
  });

  test.each(['DejaVu Sans', 'Liberation Sans', 'Noto Sans', 'Arial'])(
    'a font of the system is not looked at: %s',
    (family) => {
      const written = (name: string) =>
        hash(
          toPng(
            `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><text y="40" font-size="40" font-family="${name}">Chill ag</text></svg>`,
          ),
        );
      expect(written(family)).toBe(written(FONT));
    },
  );

  test('what a report lacks is left out', async () => {
    const { metrics, moodShares, ...rest } = REPORTS.usual;
    const older = await drawReport({ ...rest, metrics: { ...metrics, reliability: undefined } });
    expect(older.map(({ name }) => name)).toEqual(['confusion-matrix.png', 'learning-curve.png']);
    expect(await drawReport({ ...rest, learningCurve: undefined })).toEqual([]);
  });

  test('a failure says what the drawing process said', async () => {
    const failed = drawElsewhere([{ data: { values: [] }, mark: 'nothing' as 'bar', encoding: {} }]);
    await expect(failed).rejects.toThrow(DrawingFailedError);
    await expect(failed).rejects.toThrow(/nothing/);
  });
});
