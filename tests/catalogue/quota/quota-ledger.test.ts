import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuotaBucket } from '../../../db/schema.ts';
import { OWN_BUDGET, QuotaExceededError } from '../../../src/catalogue/errors/quota-exceeded-error.ts';
import { nextPacificMidnight, pacificDay } from '../../../src/catalogue/quota/pacific-day.ts';
import { createQuotaLedger, type QuotaBudgets } from '../../../src/catalogue/quota/quota-ledger.ts';
import { describeEachDatabase, useEmbedded } from '../../support/databases.ts';
import { describeTwoProcesses } from '../../support/open-twice.ts';

const NOON = new Date('2026-03-01T20:00:00Z');
const BUDGETS: QuotaBudgets = { search: 2, read: 5 };

/** A clock that a test moves. */
function clockAt(start: Date) {
  const clock = { at: start, now: () => clock.at };
  return clock;
}

/** What a refused call threw. */
async function refusalOf(taking: Promise<void>): Promise<QuotaExceededError> {
  const error = await taking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof QuotaExceededError) return error;
  throw error ?? new Error('not refused');
}

describeEachDatabase('the quota ledger', (open) => {
  test('gives what the budget has, and says what is left', async () => {
    const { db } = await open();
    const ledger = createQuotaLedger({ db, now: () => NOON, budgets: BUDGETS });
    expect(await ledger.state()).toEqual({
      day: '2026-03-01',
      resetsAt: new Date('2026-03-02T08:00:00Z'),
      buckets: {
        search: { budget: 2, spent: 0, left: 2, exhausted: false },
        read: { budget: 5, spent: 0, left: 5, exhausted: false },
      },
    });
    await ledger.take('search');
    await ledger.take('read');
    await ledger.take('search');
    expect(await refusalOf(ledger.take('search'))).toMatchObject({
      bucket: 'search',
      reason: OWN_BUDGET,
      until: new Date('2026-03-02T08:00:00Z'),
      message: "Today's budget of YouTube searches is used up; it starts anew at 2026-03-02 08:00 UTC.",
    });
    expect((await ledger.state()).buckets).toEqual({
      search: { budget: 2, spent: 2, left: 0, exhausted: false },
      read: { budget: 5, spent: 1, left: 4, exhausted: false },
    });
  });

  test('leaves over what is to be kept, for those who ask to keep less', async () => {
    const { db } = await open();
    const ledger = createQuotaLedger({ db, now: () => NOON, budgets: BUDGETS });
    await ledger.take('read', { keep: 3 });
    await ledger.take('read', { keep: 3 });
    expect((await refusalOf(ledger.take('read', { keep: 3 }))).message).toBe(
      "Today's budget of YouTube reads is used up, apart from what is kept for refreshing songs; " +
        'it starts anew at 2026-03-02 08:00 UTC.',
    );
    await ledger.take('read', { keep: 2 });
    await ledger.take('read', { keep: -1 });
    await ledger.take('read');
    await refusalOf(ledger.take('read', { keep: -1 }));
    expect((await ledger.state()).buckets.read).toMatchObject({ spent: 5, left: 0 });
  });

  test('may be kept from spending anything at all, the first unit included', async () => {
    const { db } = await open();
    const nothing = createQuotaLedger({ db, now: () => NOON, budgets: { search: 0, read: 3 } });
    expect(await refusalOf(nothing.take('search'))).toMatchObject({ bucket: 'search', reason: OWN_BUDGET });
    await refusalOf(nothing.take('read', { keep: 3 }));
    await refusalOf(nothing.take('read', { keep: Number.POSITIVE_INFINITY }));
    expect((await nothing.state()).buckets).toMatchObject({
      search: { left: 0 },
      read: { spent: 0, left: 3 },
    });
  });

  test('gives nothing more of a bucket once YouTube has said so, until midnight', async () => {
    const { db } = await open();
    const clock = clockAt(NOON);
    const ledger = createQuotaLedger({ db, now: clock.now, budgets: BUDGETS });
    await ledger.take('search');
    await ledger.exhaust('search');
    await ledger.exhaust('search');
    expect(await refusalOf(ledger.take('search'))).toMatchObject({
      reason: 'quotaExceeded',
      message: "YouTube's daily allowance of searches is used up; it starts anew at 2026-03-02 08:00 UTC.",
    });
    expect((await ledger.state()).buckets.search).toEqual({ budget: 2, spent: 1, left: 0, exhausted: true });
    await ledger.take('read');
    clock.at = new Date('2026-03-02T07:59:59.999Z');
    await refusalOf(ledger.take('search'));
    clock.at = new Date('2026-03-02T08:00:00Z');
    await ledger.take('search');
    expect((await ledger.state()).buckets.search).toEqual({ budget: 2, spent: 1, left: 1, exhausted: false });
  });

  test('an allowance can be used up before anything was taken, by somebody else with the same key', async () => {
    const { db } = await open();
    const ledger = createQuotaLedger({ db, now: () => NOON, budgets: BUDGETS });
    await ledger.exhaust('read');
    expect((await refusalOf(ledger.take('read'))).reason).toBe('quotaExceeded');
    expect((await ledger.state()).buckets.read).toEqual({ budget: 5, spent: 0, left: 0, exhausted: true });
  });

  test('a refusal that arrives after midnight does not cost the new day', async () => {
    const { db } = await open();
    const clock = clockAt(new Date('2026-03-02T07:59:59Z'));
    const ledger = createQuotaLedger({ db, now: clock.now, budgets: BUDGETS });
    const sentAt = clock.at;
    await ledger.take('search');
    clock.at = new Date('2026-03-02T08:00:01Z');
    await ledger.exhaust('search', sentAt);
    await ledger.take('search');
  });

  test('a smaller budget than what was spent leaves nothing', async () => {
    const { db } = await open();
    const before = createQuotaLedger({ db, now: () => NOON, budgets: BUDGETS });
    for (let unit = 0; unit < 4; unit += 1) await before.take('read');
    const after = createQuotaLedger({ db, now: () => NOON, budgets: { search: 2, read: 3 } });
    expect((await after.state()).buckets.read).toMatchObject({ budget: 3, spent: 4, left: 0 });
    await refusalOf(after.take('read'));
  });

  test('remembers sixty days', async () => {
    const { db } = await open();
    const days = ['2025-12-30', '2025-12-31', '2026-02-28'];
    await db
      .insertInto('quota')
      .values(days.map((day) => ({ day, bucket: 'read' as const, units: 7 })))
      .execute();
    const ledger = createQuotaLedger({ db, now: () => NOON, budgets: BUDGETS });
    await ledger.take('read');
    const rows = await db.selectFrom('quota').select('day').orderBy('day').execute();
    expect(rows.map(({ day }) => day)).toEqual(['2025-12-31', '2026-02-28', '2026-03-01']);
  });
});

describeTwoProcesses('a race for the day’s last units', (openTwice) => {
  test('is won as often as there are units, whoever takes and however often a process starts anew', async () => {
    const { database, other } = await openTwice();
    const budgets = { search: 10, read: 25 };
    const ledgers = [database, other, database, other].map(({ db }) =>
      createQuotaLedger({ db, now: () => NOON, budgets }),
    );
    const takes = ledgers.flatMap((ledger) =>
      Array.from({ length: 15 }, (_, index) => [
        ledger.take('search').then(() => 'search'),
        ledger.take('read', { keep: index % 2 === 0 ? 0 : 5 }).then(() => 'read'),
      ]).flat(),
    );
    const ends = await Promise.allSettled(takes);
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(won.filter((bucket) => bucket === 'search')).toHaveLength(10);
    expect(won.filter((bucket) => bucket === 'read')).toHaveLength(25);
    for (const reason of lost) expect(reason).toBeInstanceOf(QuotaExceededError);
    expect((await ledgers[1]?.state())?.buckets).toMatchObject({
      search: { spent: 10, left: 0 },
      read: { spent: 25, left: 0 },
    });
  });

  test('ends for everybody when one process hears that the allowance is used up', async () => {
    const { database, other } = await openTwice();
    const budgets = { search: 10, read: 10 };
    const one = createQuotaLedger({ db: database.db, now: () => NOON, budgets });
    const two = createQuotaLedger({ db: other.db, now: () => NOON, budgets });
    await one.take('search');
    await one.exhaust('search');
    expect((await refusalOf(two.take('search'))).reason).toBe('quotaExceeded');
  });
});

describe('over several days', () => {
  const open = useEmbedded();
  const bucket = fc.constantFrom<QuotaBucket>('search', 'read');
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ take: bucket, keep: fc.integer({ min: 0, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ exhaust: bucket }) },
    { weight: 2, arbitrary: fc.record({ hours: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ restartWith: fc.record({ search: fc.nat(4), read: fc.nat(8) }) }) },
  );

  test('no day’s units exceed its budget, and nothing is taken between a refusal by YouTube and midnight', async () => {
    const { db } = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.date({ min: new Date('2026-03-05T00:00:00Z'), max: new Date('2026-11-03T00:00:00Z') }),
        fc.array(step, { maxLength: 50 }),
        async (start, steps) => {
          await db.deleteFrom('quota').execute();
          const clock = clockAt(start);
          let budgets: QuotaBudgets = { search: 2, read: 5 };
          let ledger = createQuotaLedger({ db, now: clock.now, budgets });
          // What must have been written, kept by hand.
          const units = new Map<string, number>();
          const closedUntil = { search: start, read: start };
          for (const one of steps) {
            if ('hours' in one) clock.at = new Date(clock.at.getTime() + one.hours * 3_600_000);
            else if ('restartWith' in one) {
              budgets = one.restartWith;
              ledger = createQuotaLedger({ db, now: clock.now, budgets });
            } else if ('exhaust' in one) {
              await ledger.exhaust(one.exhaust);
              closedUntil[one.exhaust] = nextPacificMidnight(clock.at);
            } else {
              const key = `${pacificDay(clock.at)} ${one.take}`;
              const spent = units.get(key) ?? 0;
              const open = clock.at >= closedUntil[one.take];
              if (open && spent + 1 + one.keep <= budgets[one.take]) {
                await ledger.take(one.take, { keep: one.keep });
                units.set(key, spent + 1);
                expect(spent + 1).toBeLessThanOrEqual(budgets[one.take]);
              } else {
                const { until, reason } = await refusalOf(ledger.take(one.take, { keep: one.keep }));
                expect(until).toEqual(nextPacificMidnight(clock.at));
                expect(reason).toBe(open ? OWN_BUDGET : 'quotaExceeded');
              }
            }
          }
          const rows = await db.selectFrom('quota').selectAll().where('units', '>', 0).execute();
          expect(new Map(rows.map((row) => [`${row.day} ${row.bucket}`, row.units]))).toEqual(units);
        },
      ),
      { numRuns: 60 },
    );
  });
});
