import { expect, test } from 'vitest';
import { latestRuns, startRun } from '../../db/queries/runs.ts';
import { closeCutOffRuns } from '../../src/runs/close-cut-off-runs.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { describeTwoProcesses } from '../support/open-twice.ts';

const now = () => new Date('2026-03-01T00:00:00Z');

describeTwoProcesses('runs that were cut off with their process', (openTwice) => {
  test('are closed at the next start, and those of a process that lives are not', async () => {
    const { database, other } = await openTwice();
    const { logger, lines } = createMemoryLog();
    await startRun(other.db, 'rollback', now());
    await startRun(other.db, 'ingest', now());
    const living = await other.tryLock('ingest', () => closeCutOffRuns({ database, logger, now }));
    expect(living).toEqual({ held: true, value: ['rollback'] });
    expect(await latestRuns(other.db, 'ingest', 1)).toMatchObject([{ status: 'running' }]);
    expect(await latestRuns(other.db, 'rollback', 1)).toMatchObject([
      { status: 'failed', finished_at: now(), error: 'The process ended before the run did.' },
    ]);
    expect(await closeCutOffRuns({ database, logger, now })).toEqual(['ingest']);
    expect(await closeCutOffRuns({ database, logger, now })).toEqual([]);
    expect(lines.map(({ run }) => run)).toEqual(['rollback', 'ingest']);
  });
});
