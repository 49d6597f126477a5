import type { TopLevelSpec } from 'vega-lite';
import { toPng, toSvg } from './render.ts';

/* What `drawElsewhere` starts: takes specifications in one message, answers with their pictures in one, and ends. */

process.once('message', async (specs: readonly TopLevelSpec[]) => {
  const pictures: Uint8Array[] = [];
  for (const spec of specs) pictures.push(toPng(await toSvg(spec)));
  process.send?.(pictures, () => process.disconnect());
});
