/**
 * Cividis at equal steps: J. R. Nuñez, C. R. Anderton and R. S. Renslow, "Optimizing colormaps with consideration for
 * color vision deficiency", PLOS ONE (2018). Lightness grows evenly, for all kinds of colour vision alike.
 */
const CIVIDIS = [
  0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55, 0xfee838,
] as const;

/** The colour, `#rrggbb`, of a share: dark for 0, light for 1. */
export function shade(share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (CIVIDIS.length - 1);
  const below = Math.floor(place);
  const from = channels(CIVIDIS[below] ?? 0);
  const to = channels(CIVIDIS[Math.min(below + 1, CIVIDIS.length - 1)] ?? 0);
  const mixed = from.map((value, i) => Math.round(value + (place - below) * ((to[i] ?? 0) - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever reads better on a ground; one of them always has more than 4.5 : 1. */
export function inkOn(ground: string): string {
  return contrast('#000000', ground) >= contrast('#ffffff', ground) ? '#000000' : '#ffffff';
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21: W3C, Web Content Accessibility Guidelines 2.2. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(Number.parseInt(colour.slice(1), 16)).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}
