import { Resvg } from '@resvg/resvg-js';

/** A picture as rows of pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Reads a PNG. */
export function pixelsOf(png: Uint8Array): Pixels {
  const data = Buffer.from(png);
  // As a PNG begins: eight bytes, then a chunk whose first numbers are these.
  const width = data.readUInt32BE(16);
  const height = data.readUInt32BE(20);
  const href = `data:image/png;base64,${data.toString('base64')}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}"/></svg>`;
  const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  return { width: image.width, height: image.height, bytes: image.pixels };
}

/** The colour of a pixel as `#rrggbb`. */
export function colourAt({ width, bytes }: Pixels, x: number, y: number): string {
  const from = 4 * (y * width + x);
  return `#${Buffer.from(bytes.subarray(from, from + 3)).toString('hex')}`;
}

/** How many pixels are not of this colour. */
export function inked(pixels: Pixels, ground: string): number {
  let count = 0;
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) if (colourAt(pixels, x, y) !== ground) count += 1;
  }
  return count;
}
