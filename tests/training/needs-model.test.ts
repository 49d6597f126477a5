import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { serialise } from '../../src/classifier/artefact.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { needsModel } from '../../src/training/needs-model.ts';
import { madeUpExamples } from '../classifier/songs.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel } from '../support/fixtures.ts';

const { classifier } = trainClassifier({
  examples: madeUpExamples(20, 1),
  seed: 1,
  trainedAt: new Date(0),
  costs: [1],
});

/** An artefact that says it is of another format, whole otherwise. */
function ofFormat(format: number): Uint8Array {
  const blob = Buffer.from(serialise(classifier));
  const body = blob.subarray(40);
  body.writeUInt32LE(format);
  createHash('sha256').update(body).digest().copy(blob, 8);
  return blob;
}

const notLoaded = { current: () => undefined };

describeEachDatabase('a model is trained before anything else', (open) => {
  test('when there is none', async () => {
    const database = await open();
    expect(await needsModel({ database, activeModel: notLoaded })).toBe(true);
  });

  test.each([
    ['in the format of an earlier version', () => ofFormat(1), true],
    ['in the format of a newer version, which others may read', () => ofFormat(99), false],
    ['in the format of this version', () => serialise(classifier), false],
    ['damaged, for which there is a way back', () => Buffer.from('no model'), false],
  ])('or not, with one %s', async (_, artefact, expected) => {
    const database = await open();
    const { db } = database;
    const modelId = await addModel(db, {});
    await db.updateTable('models').set({ artefact: artefact() }).where('model_id', '=', modelId).execute();
    expect(await needsModel({ database, activeModel: notLoaded })).toBe(expected);
  });

  test('or not, and without reading it again, with one that is loaded', async () => {
    const database = await open();
    const modelId = await addModel(database.db, {});
    // Reading it would say that it is needed.
    await database.db
      .updateTable('models')
      .set({ artefact: ofFormat(1) })
      .execute();
    const activeModel = { current: () => ({ modelId, classifier, trainedAt: new Date() }) };
    expect(await needsModel({ database, activeModel })).toBe(false);
  });
});
