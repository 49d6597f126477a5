import { expect, test } from 'vitest';
import { finishRun, latestRuns, startRun } from '../../db/queries/runs.ts';
import { describeEachDatabase } from '../support/databases.ts';

const START = new Date('2026-03-01T00:00:00Z');
const END = new Date('2026-03-01T00:01:00Z');

describeEachDatabase('runs', (open) => {
  test('are written down from start to end', async () => {
    const { db } = await open();
    const id = await startRun(db, 'ingest', START);
    expect(await latestRuns(db, 'ingest', 1)).toEqual([
      {
        run_id: id,
        kind: 'ingest',
        status: 'running',
        started_at: START,
        finished_at: null,
        outcome: null,
        error: null,
      },
    ]);
    await finishRun(db, id, { status: 'done', outcome: { added: 3 } }, END);
    expect(await latestRuns(db, 'ingest', 1)).toMatchObject([
      { status: 'done', finished_at: END, outcome: { added: 3 }, error: null },
    ]);
  });

  test('come newest first, of one kind, as many as asked for', async () => {
    const { db } = await open();
    const first = await startRun(db, 'ingest', START);
    await finishRun(db, first, { status: 'failed', error: 'No key.' }, END);
    await startRun(db, 'refresh', START);
    const last = await startRun(db, 'ingest', END);
    expect((await latestRuns(db, 'ingest', 5)).map(({ run_id }) => run_id)).toEqual([last, first]);
    expect(await latestRuns(db, 'ingest', 1)).toHaveLength(1);
  });

  test('that were cut off with their process are closed by the next of their kind', async () => {
    const { db } = await open();
    await startRun(db, 'ingest', START);
    const other = await startRun(db, 'refresh', START);
    await startRun(db, 'ingest', END);
    expect(await latestRuns(db, 'ingest', 2)).toMatchObject([
      { status: 'running' },
      { status: 'failed', finished_at: END, error: 'The process ended before the run did.' },
    ]);
    expect(await latestRuns(db, 'refresh', 1)).toMatchObject([{ run_id: other, status: 'running' }]);
  });
});
