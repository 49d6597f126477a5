import { z } from 'zod';
import { forecast as forecastOf } from '../../catalogue/quota/forecast.ts';
import { addSource, changeSource, listSources } from '../../catalogue/sources/manage-sources.ts';
import type { SourceView } from '../../catalogue/sources/source-view.ts';
import { defineCommand } from '../command.ts';

const count = z.number().min(0);
const time = z.iso.datetime();

const source = z.object({
  sourceId: z.int(),
  kind: z.enum(['search', 'channel', 'playlist']),
  query: z.string(),
  name: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  foundBy: z.enum(['default', 'people', 'search']),
  songs: count,
  units: count,
  /** Songs a unit lately; null before the first unit. */
  yield: count.nullable(),
  lastRunAt: time.nullable(),
  /** There is nothing to ask it for before; null when it may be asked now. */
  restingUntil: time.nullable(),
  lastError: z.string().nullable(),
});

const bucket = z.object({ budget: count, spent: count, left: count, exhausted: z.boolean() });

/** What today's budget is still good for; `songs` is null while nothing is known. */
const forecast = z.object({
  day: z.string(),
  resetsAt: time,
  buckets: z.object({ search: bucket, read: bucket }),
  songs: count.nullable(),
});

/** Without an API key nothing is asked of YouTube, whatever the budget. */
const list = z.object({ sources: z.array(source), forecast, hasKey: z.boolean() });
const added = z.object({
  outcome: z.enum(['added', 'resumed', 'known']),
  source,
  /** How YouTube calls the channel now; null where it was not asked. */
  title: z.string().nullable(),
  /** The handle that was taken for an old address, which may have meant another channel. */
  guessed: z.string().nullable(),
  hasKey: z.boolean(),
});
const changed = z.object({ source });

export type SourceResult = z.infer<typeof source>;
export type SourcesListResult = z.infer<typeof list>;
export type SourcesAddResult = z.infer<typeof added>;
export type SourcesChangeResult = z.infer<typeof changed>;

const named = z.object({ source: z.string() });

/** All sources but the removed ones, and what today's budget is still good for. */
export const sourcesList = defineCommand({
  args: z.object({}),
  result: list,
  async run({ database: { db }, quota, youtube, now }): Promise<SourcesListResult> {
    const sources = await listSources({ db, now });
    const { resetsAt, songs = null, ...state } = await forecastOf({ db, quota, now });
    return list.parse({
      sources: sources.map(plainSource),
      forecast: { ...state, resetsAt: resetsAt.toISOString(), songs },
      hasKey: youtube !== undefined,
    });
  },
});

/** Adds a source, or brings a paused or removed one back. */
export const sourcesAdd = defineCommand({
  args: named,
  result: added,
  async run({ database: { db }, youtube, now }, { source: wanted }): Promise<SourcesAddResult> {
    const {
      source: view,
      title = null,
      guessed = null,
      outcome,
    } = await addSource({ db, youtube, now }, wanted);
    return { outcome, source: plainSource(view), title, guessed, hasKey: youtube !== undefined };
  },
});

export const sourcesPause = changing('pause');
export const sourcesResume = changing('resume');
export const sourcesRemove = changing('remove');

function changing(change: 'pause' | 'resume' | 'remove') {
  return defineCommand({
    args: named,
    result: changed,
    async run({ database: { db }, now }, { source: wanted }): Promise<SourcesChangeResult> {
      return { source: plainSource(await changeSource({ db, now }, wanted, change)) };
    },
  });
}

function plainSource({ lastRunAt, restingUntil, ...view }: SourceView): SourceResult {
  return {
    ...view,
    yield: view.yield ?? null,
    lastRunAt: lastRunAt?.toISOString() ?? null,
    restingUntil: restingUntil?.toISOString() ?? null,
  };
}
