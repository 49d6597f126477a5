/** A picture for people, ready to be shown, sent or stored. */
export interface Picture {
  /** A file name, without a folder: `confusion-matrix.png`. */
  readonly name: string;
  /** What it is called, in a few words. */
  readonly title: string;
  /** What it shows, in one or two sentences with the figures, for whoever cannot see it. */
  readonly alt: string;
  readonly png: Uint8Array;
}
