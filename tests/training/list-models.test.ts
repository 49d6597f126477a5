import { expect, test } from 'vitest';
import { insertModel, setModelStatus } from '../../db/queries/models.ts';
import { LISTED_MODELS, listModels } from '../../src/training/list-models.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel } from '../support/fixtures.ts';

const REPORT = { labels: { total: 512 }, metrics: { accuracy: 0.43, macroF1: 0.38 }, more: 'than is listed' };
const COMPARISON = {
  verdict: 'worse',
  accuracy: { difference: -0.02, low: -0.03, high: -0.01 },
  macroF1: { difference: 0, low: -0.01, high: 0.01 },
};

describeEachDatabase('the list of models', (open) => {
  test('has figures and comparison of each, newest first, and says nothing of reports it cannot read', async () => {
    const { db } = await open();
    const first = await addModel(db, {});
    const trainedAt = new Date('2026-02-03T04:05:06Z');
    const second = await insertModel(db, {
      artefact: new Uint8Array([1]),
      report: REPORT,
      comparison: COMPARISON,
      trainingSet: {},
      trainedAt,
    });
    await setModelStatus(db, second, 'refused');
    expect(await listModels({ db })).toEqual([
      {
        modelId: second,
        status: 'refused',
        trainedAt,
        activatedAt: null,
        figures: { labels: 512, accuracy: 0.43, macroF1: 0.38 },
        comparison: COMPARISON,
      },
      expect.objectContaining({
        modelId: first,
        status: 'active',
        figures: undefined,
        comparison: undefined,
      }),
    ]);
  });

  test('has the last ten, and the one in use even if it is older', async () => {
    const { db } = await open();
    const active = await addModel(db, {});
    const others: number[] = [];
    for (let n = 0; n < LISTED_MODELS + 2; n++) others.unshift(await addModel(db, {}, { activate: false }));
    const listed = (await listModels({ db })).map((one) => one.modelId);
    expect(listed).toEqual([...others.slice(0, LISTED_MODELS), active]);
  });
});
