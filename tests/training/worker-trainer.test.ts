import { afterEach, describe, expect, test } from 'vitest';
import type { Progress } from '../../src/classifier/types.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { madeUpExamples } from '../classifier/songs.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const request = { examples: madeUpExamples(60, 4), seed: 1, trainedAt: new Date(0) };
const started: Trainer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((trainer) => trainer.stop()));
});

function trainerWith(helpers: number) {
  const log = createMemoryLog();
  const trainer = createWorkerTrainer({ logger: log.logger, helpers });
  started.push(trainer);
  return trainer;
}

/** Two trainings: the second is compared with a champion, and its threads have started. */
async function trainTwice(helpers: number) {
  const trainer = trainerWith(helpers);
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => void told.push(progress);
  const first = await trainer.train({ ...request, champion: undefined }, onProgress);
  const labels = Object.fromEntries(
    request.examples.map(({ id, target, weight }) => [id, [...target, weight]]),
  );
  const champion = { recipe: first.report.recipe, labels };
  return { first, second: await trainer.train({ ...request, champion }, onProgress), told };
}

describe('createWorkerTrainer', () => {
  test.each([
    [0, 1],
    [2, 3],
  ])('with %i helpers starts %i threads, and only when there is work', async (helpers, threads) => {
    let count = 0;
    const countThread = () => void count++;
    process.on('worker', countThread);
    const trainer = trainerWith(helpers);
    expect(count).toBe(0);
    await trainer.train({ ...request, champion: undefined }, () => {});
    process.off('worker', countThread);
    expect(count).toBe(threads);
  });

  test('trains and compares alike however many threads help', async () => {
    const alone = await trainTwice(0);
    const helped = await trainTwice(3);
    expect(helped.first.artefact).toEqual(alone.first.artefact);
    expect(helped.second).toEqual(alone.second);
    expect(helped.second.comparison).toBeDefined();
    // How far it is says the same, fold by fold, whoever did them.
    expect(helped.told).toEqual(alone.told);
  });

  test('stopping lets a training end', async () => {
    const trainer = trainerWith(1);
    let stopped: Promise<void> | undefined;
    const trained = await trainer.train({ ...request, champion: undefined }, ({ stage }) => {
      if (stage === 'choosing') stopped ??= trainer.stop();
    });
    expect(trained.report.labels.total).toBe(request.examples.length);
    await stopped;
    expect(stopped).toBeDefined();
  });
});
