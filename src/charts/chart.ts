import type { TopLevelSpec } from 'vega-lite';
import type { Picture } from './picture.ts';
import { BOLD, QUIET_TEXT, SIZES, TEXT, WIDTH } from './theme.ts';

/** A picture that is not drawn yet. */
export interface Chart extends Omit<Picture, 'png'> {
  readonly spec: TopLevelSpec;
}

/** One part of a drawing, on top of those before it. */
export type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** Square: where several are shown as tiles nothing is cut off. */
const HEIGHT = WIDTH;
/** Pixels from the left edge to what begins there. */
export const MARGIN = 24;
/** Pixels from the upper edge to the foot of the title, and from line to line. */
const FIRST_LINE = 54;
const LINE = 38;

/** What a picture says above its drawing; a line holds some 60 characters. */
export interface Heading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Pixels around the drawing, for axes and the heading. */
export interface Room {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width and height of the drawing itself. */
export function inside({ left, right, top, bottom }: Room): { width: number; height: number } {
  return { width: WIDTH - left - right, height: HEIGHT - top - bottom };
}

/**
 * What all pictures have in common. Places are fixed rather than found from the length of texts, which Vega only
 * guesses where there is no browser.
 */
export function frame(room: Room) {
  return { ...inside(room), padding: room, autosize: { type: 'none' } } as const;
}

/** The texts above the drawing. */
export function heading({ title, lines }: Heading, room: Room): Layer[] {
  const loud = { color: TEXT, fontSize: SIZES.title, fontWeight: BOLD } as const;
  const quiet = { color: QUIET_TEXT, fontSize: SIZES.note } as const;
  const line = (text: string, place: number): Layer => ({
    data: { values: [{}] },
    mark: { type: 'text', text, align: 'left', baseline: 'alphabetic', ...(place === 0 ? loud : quiet) },
    encoding: {
      x: { value: MARGIN - room.left },
      y: { value: FIRST_LINE + LINE * place - room.top },
    },
  });
  return [title, ...lines].map(line);
}
