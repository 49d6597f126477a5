import type { FoundBy, SourceKind } from '../../../db/schema.ts';

/** A source as people are shown it. */
export interface SourceView {
  readonly sourceId: number;
  readonly kind: SourceKind;
  /** Search words, a channel id or a playlist id. */
  readonly query: string;
  /** What to call it: a channel's name as its songs have it, what somebody typed, or the query. */
  readonly name: string;
  /** Its page on YouTube; for a search its results. */
  readonly url: string;
  readonly enabled: boolean;
  readonly foundBy: FoundBy;
  /** Songs it brought, and units spent on it, in all. */
  readonly songs: number;
  readonly units: number;
  /** Songs a unit lately; undefined before the first unit. */
  readonly yield: number | undefined;
  readonly lastRunAt: Date | null;
  /** There is nothing to ask it for before; null when it may be asked now. */
  readonly restingUntil: Date | null;
  readonly lastError: string | null;
}
