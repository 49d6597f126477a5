import type { Kysely } from 'kysely';
import { countReadBefore, type LatelyBrought, latelyBrought } from '../../../db/queries/quota.ts';
import type { Schema } from '../../../db/schema.ts';
import { freshSince } from '../../text/text-age.ts';
import { callsToCheck } from '../check-songs.ts';
import { IDS_PER_CALL } from '../youtube.ts';
import type { BucketState, QuotaLedger, QuotaState } from './quota-ledger.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A page of a search costs one search, and one read for the videos it names. */
const UNITS_PER_SEARCH_PAGE = 2;

/** Kept however few songs are due: for what is repeated, and for what members ask. */
const LEAST_RESERVE = 20;

export interface ForecastDeps {
  readonly db: Kysely<Schema>;
  readonly quota: QuotaLedger;
  readonly now: () => Date;
}

/** What today's budget is still good for. */
export interface Forecast extends QuotaState {
  /** About how many more songs it lasts for, by what the sources brought lately; undefined while nothing is known. */
  readonly songs: number | undefined;
}

/** Looks at what is left of today's budget and at what the sources brought lately. */
export async function forecast({ db, quota, now }: ForecastDeps): Promise<Forecast> {
  const state = await quota.state();
  const lately = await latelyBrought(db, now());
  const reserve = await refreshReserve(db, now());
  return { ...state, songs: songsLeft(state, lately, reserve) };
}

/** Reads to keep for refreshing, today and tomorrow, the songs whose text gets too old, and for checking others today. */
export async function refreshReserve(db: Kysely<Schema>, now: Date): Promise<number> {
  const dueUntilTomorrow = freshSince(new Date(now.getTime() + DAY_MS));
  const texts = Math.ceil((await countReadBefore(db, dueUntilTomorrow)) / IDS_PER_CALL);
  return Math.max(LEAST_RESERVE, texts + (await callsToCheck({ db, now: () => now })));
}

function songsLeft(
  { buckets }: QuotaState,
  lately: readonly LatelyBrought[],
  reserve: number,
): number | undefined {
  const usable = lately.filter((one) => one.usable);
  // Sources that have not been asked yet may bring anything; where there are none to ask, nothing comes.
  if (!(usable.length > 0 ? usable : lately).some(({ units }) => units > 0)) return undefined;
  const searches = usable.find((one) => one.searches);
  const lists = usable.find((one) => !one.searches);
  const reads = Math.max(0, buckets.read.left - reserve);
  const pages = searches === undefined ? 0 : Math.min(buckets.search.left, reads);
  const songs = Math.round(
    pages * UNITS_PER_SEARCH_PAGE * perUnit(searches) + (reads - pages) * perUnit(lists),
  );
  return songs === 0 && reads > 0 && usable.some(({ untried }) => untried > 0) ? undefined : songs;
}

function perUnit(lately: LatelyBrought | undefined): number {
  return lately === undefined || lately.units === 0 ? 0 : lately.songs / lately.units;
}

const whole = new Intl.NumberFormat('en');
const about = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** One plain sentence for people. */
export function describeForecast({ buckets, resetsAt, songs }: Forecast): string {
  const { search, read } = buckets;
  const budgets = `${amount(search.budget, 'search', 'searches')} and ${amount(read.budget, 'read', 'reads')}`;
  if (search.budget === 0 && read.budget === 0) {
    return `The budget is ${budgets} a day, so nothing is asked of YouTube.`;
  }
  const anew = `it starts anew at ${resetsAt.toISOString().slice(11, 16)} UTC`;
  if (search.left === 0 && read.left === 0) {
    const said = search.exhausted || read.exhausted ? ', YouTube says' : '';
    return `Today's budget of ${budgets} is used up${said}; ${anew}.`;
  }
  const left = `${leftOf(search, 'search', 'searches')} and ${leftOf(read, 'read', 'reads')}`;
  return `Today's budget: ${left} left${outlook(songs)}; ${anew}.`;
}

function leftOf({ left, budget, exhausted }: BucketState, one: string, many: string): string {
  return exhausted
    ? `no ${many} (YouTube says they are used up)`
    : `${whole.format(left)} of ${amount(budget, one, many)}`;
}

function outlook(songs: number | undefined): string {
  if (songs === undefined) return ' (how many songs that brings is not known yet)';
  if (songs === 0) return ', but no more songs are to be expected today';
  return `, enough for about ${about.format(songs)} more ${songs === 1 ? 'song' : 'songs'}`;
}

function amount(count: number, one: string, many: string): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
