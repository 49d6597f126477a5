/** One thing that was looked at. */
export interface Finding {
  readonly state: 'good' | 'warning' | 'bad';
  /** A few words: what was looked at. */
  readonly title: string;
  /** One or two plain sentences: how it is, and what to do where something is to be done. */
  readonly text: string;
}
