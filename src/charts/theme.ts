import type { Config } from 'vega-lite';

/** Pixels; Discord shows a picture about half as wide in a message. */
export const WIDTH = 800;

/** The background of Discord's dark theme, so that a picture sits in the message without a frame. */
export const BACKGROUND = '#313338';
export const TEXT = '#f2f3f5';
/** Axes, legends and notes: less loud, still more than 4.5 : 1 against the background. */
export const QUIET_TEXT = '#c4c9d1';
export const GRID = '#4a4d55';

/*
 * From the palette of M. Okabe and K. Ito, "Color Universal Design" (2008), those that stand out from a dark ground.
 * What differs in colour differs in shape, fill or words too.
 */
export const SKY_BLUE = '#56b4e9';
export const ORANGE = '#e69f00';

/** The family of the font files that `render` loads, and the only one there is. */
export const FONT = 'Inter';
export const BOLD = 600;

/** Pixels of text: half of it at the width Discord shows. */
export const SIZES = { title: 34, note: 24, label: 24, value: 26 } as const;

export const CONFIG: Config = {
  background: BACKGROUND,
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: QUIET_TEXT,
    labelFontSize: SIZES.label,
    labelPadding: 10,
    labelLimit: 0,
    labelFlush: false,
    titleColor: TEXT,
    titleFontSize: SIZES.label,
    titleFontWeight: 400,
    titlePadding: 14,
    titleLimit: 0,
    gridColor: GRID,
    domainColor: GRID,
    ticks: false,
  },
  text: { color: TEXT, fontSize: SIZES.value, font: FONT },
};
