import type { Kysely } from 'kysely';
import {
  channelOfSong,
  insertSource,
  labelSource,
  pauseSource,
  removeSource,
  resumeSource,
  type SourceRow,
  sourceIdOf,
  sourceRows,
} from '../../../db/queries/source-views.ts';
import type { Schema } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import type { YouTubeClient } from '../youtube.ts';
import { checkListed, labelOf, lookUp } from './look-up-source.ts';
import { type ParsedSource, parseSource } from './parse-source.ts';
import { byYield, type SourceView, toView } from './source-view.ts';

export interface SourcesDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
}

export interface AddSourceDeps extends SourcesDeps {
  /** Undefined without an API key: then handles and video links cannot be looked up. */
  readonly youtube: YouTubeClient | undefined;
}

/** A source's number as lists show it. */
const NUMBER = /^#?\d{1,9}$/;

/** What adding a source did: nothing where it was followed already. */
export type AddOutcome = 'added' | 'resumed' | 'known';

export interface AddedSource {
  readonly source: SourceView;
  readonly outcome: AddOutcome;
  /** How YouTube calls the channel now, for people to see whose it is; it is not stored. */
  readonly title: string | undefined;
  /** The handle that was taken for an old address, which may have meant another channel. */
  readonly guessed: string | undefined;
}

/** All sources but the removed ones: the best yield lately first, paused ones last. */
export async function listSources({ db, now }: SourcesDeps): Promise<SourceView[]> {
  return (await sourceRows(db)).map((row) => toView(row, now())).sort(byYield);
}

/**
 * Adds a source, or brings a paused or removed one back.
 *
 * @param text a YouTube address of a channel, handle, playlist or video (whose channel it then is), `@handle`, a
 * channel or playlist id, or else words to search for.
 * @throws UserError `no-source` (empty text or one that is too long), `unknown-channel`, `unknown-playlist`, `unknown-video`,
 * `no-youtube-key`, `quota-spent`, `youtube-unavailable`
 */
export async function addSource(deps: AddSourceDeps, text: string): Promise<AddedSource> {
  const { db, now } = deps;
  const parsed = parseSource(text);
  const looked =
    'kind' in parsed ? { source: parsed, title: undefined, guessed: undefined } : await lookUp(deps, parsed);
  const { source, guessed } = looked;
  const label = 'lookup' in parsed ? labelOf(parsed.lookup) : '';
  const known = await sourceIdOf(db, source);
  const title = known === undefined && 'kind' in parsed ? await checkListed(deps, source) : looked.title;
  const added = known === undefined ? await insertSource(db, { ...source, label }) : undefined;
  // Where it was not there and yet was not added, somebody else was a moment faster.
  const sourceId = added ?? known ?? (await sourceIdOf(db, source));
  if (sourceId === undefined) throw new Error(`source ${source.query} was neither there nor added`);
  const resumed = await resumeSource(db, sourceId);
  if (label !== '') await labelSource(db, sourceId, label);
  const [row] = await sourceRows(db, sourceId);
  if (row === undefined) throw new UserError('unknown-source', 'Somebody has just removed that source.');
  const outcome = added !== undefined ? 'added' : resumed ? 'resumed' : 'known';
  return { source: toView(row, now()), outcome, title, guessed };
}

/**
 * Pauses a source, resumes or removes it.
 *
 * @param wanted its number, its query, its name or a YouTube address.
 * @throws UserError `unknown-source`
 */
export async function changeSource(
  deps: SourcesDeps,
  wanted: string,
  change: 'pause' | 'resume' | 'remove',
): Promise<SourceView> {
  const { db, now } = deps;
  const found = toView(await findSource(db, wanted), now());
  const { sourceId } = found;
  if (change === 'resume') {
    await resumeSource(db, sourceId);
    return { ...found, enabled: true, restingUntil: found.enabled ? found.restingUntil : null };
  }
  await (change === 'pause' ? pauseSource : removeSource)(db, sourceId);
  return { ...found, enabled: false };
}

async function findSource(db: Kysely<Schema>, wanted: string): Promise<SourceRow> {
  const text = wanted.trim();
  if (NUMBER.test(text)) {
    const [row] = await sourceRows(db, Number(text.replace('#', '')));
    if (row !== undefined) return row;
  }
  const rows = await sourceRows(db);
  const named = await namedBy(db, text);
  const ways: readonly ((row: SourceRow) => boolean)[] = [
    ({ query }) => same(query, text),
    ({ channel, label }) => same(channel ?? '', text) || same(label, text),
    named,
  ];
  for (const isMeant of text === '' ? [] : ways) {
    const [meant, ...others] = rows.filter(isMeant);
    if (meant !== undefined && others.length === 0) return meant;
    if (meant !== undefined) {
      const numbers = [meant, ...others].map(({ source_id }) => source_id).join(', ');
      throw new UserError(
        'unknown-source',
        `Several sources are called that. Please give a number: ${numbers}.`,
      );
    }
  }
  throw new UserError(
    'unknown-source',
    'I follow no such source. The list of sources has each with its number.',
  );
}

/** Which source an address, or words that are not quite as they were typed then, names without asking YouTube. */
async function namedBy(db: Kysely<Schema>, text: string): Promise<(row: SourceRow) => boolean> {
  const parsed = parsedOrNothing(text);
  if (parsed === undefined) return () => false;
  if ('lookup' in parsed) return ({ label }) => same(label, labelOf(parsed.lookup));
  const { kind, query } =
    'kind' in parsed ? parsed : { kind: 'channel', query: await channelOfSong(db, parsed.videoId) };
  return (row) => query !== undefined && row.kind === kind && same(row.query, query);
}

function parsedOrNothing(text: string): ParsedSource | undefined {
  try {
    return parseSource(text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
