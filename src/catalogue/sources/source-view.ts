import type { SourceRow } from '../../../db/queries/source-views.ts';
import type { FoundBy, SourceKind } from '../../../db/schema.ts';
import type { NamedSource } from './parse-source.ts';

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

/** What people are shown of a source at this moment. */
export function toView(row: SourceRow, now: Date): SourceView {
  const { kind, query, resting_until, recent_songs, recent_units } = row;
  return {
    sourceId: row.source_id,
    kind,
    query,
    name: row.channel ?? (row.label === '' ? query : row.label),
    url: sourceUrl({ kind, query }),
    enabled: row.enabled,
    foundBy: row.found_by,
    songs: row.songs,
    units: row.units,
    yield: recent_units > 0 ? recent_songs / recent_units : undefined,
    lastRunAt: row.last_run_at,
    restingUntil: resting_until !== null && resting_until > now ? resting_until : null,
    lastError: row.last_error,
  };
}

/** Paused sources last; before them the best yield lately first, and at their end those never asked. */
export function byYield(one: SourceView, other: SourceView): number {
  return (
    Number(other.enabled) - Number(one.enabled) ||
    (other.yield ?? -1) - (one.yield ?? -1) ||
    one.sourceId - other.sourceId
  );
}

/** A source's page on YouTube. */
export function sourceUrl({ kind, query }: NamedSource): string {
  const youtube = 'https://www.youtube.com';
  switch (kind) {
    case 'channel':
      return `${youtube}/channel/${query}`;
    case 'playlist':
      return `${youtube}/playlist?${new URLSearchParams({ list: query })}`;
    case 'search':
      return `${youtube}/results?${new URLSearchParams({ search_query: query })}`;
  }
}
