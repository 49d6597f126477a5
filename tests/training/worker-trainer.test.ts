import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { MessageChannel, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse, serialise } from '../../src/classifier/artefact.ts';
import { predict } from '../../src/classifier/predict.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import type { Progress } from '../../src/classifier/types.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { TrainerStoppedError } from '../../src/training/errors/trainer-stopped-error.ts';
import type { Champion, Trained, Trainer } from '../../src/training/trainer.ts';
import { packLabels } from '../../src/training/training-set.ts';
import { learningCurve } from '../../src/training/worker.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { madeUpExamples } from '../classifier/songs.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const request = { examples: madeUpExamples(60, 4), seed: 1, trainedAt: new Date(0) };
/** Takes much longer than any of these tests. */
const endless = { ...request, examples: madeUpExamples(3_000, 4) };
const started: Trainer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((trainer) => trainer.stop()));
});

function trainerWith(helpers: number, { logger } = createMemoryLog()) {
  const trainer = createWorkerTrainer({ logger, helpers });
  started.push(trainer);
  return trainer;
}

function championFrom({ report: { recipe } }: Trained): Champion {
  return { recipe, labels: packLabels(request.examples) };
}

/** Two trainings: the second is compared with a champion, and its threads have started. */
async function trainTwice(helpers: number) {
  const trainer = trainerWith(helpers);
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => void told.push(progress);
  const first = await trainer.train({ ...request, champion: undefined }, onProgress);
  const second = await trainer.train({ ...request, champion: championFrom(first) }, onProgress);
  return { first, second, told };
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

  test('measures the learning curve alike however many threads help, and asks them to', async () => {
    const curve = { examples: request.examples, recipe: { cost: 1, features: DEFAULT_FEATURES }, seed: 1 };
    const measureWith = async (helpers: number) => {
      const told: Progress[] = [];
      const measured = await trainerWith(helpers).learningCurve(
        curve,
        (progress) => void told.push(progress),
      );
      return { measured, told };
    };
    expect(await measureWith(2)).toEqual(await measureWith(0));

    const { port1, port2 } = new MessageChannel();
    learningCurve({ request: curve, port: port2 });
    const said = [];
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1))
      said.push(next.message);
    port1.close();
    // Three sizes, three rounds.
    expect(said.filter((message) => 'folds' in message)).toHaveLength(9);
  });

  test('predicts by the artefact that is given, batch by batch', async () => {
    const trainer = trainerWith(0);
    const artefacts = [1, 8].map((cost) =>
      serialise(trainClassifier({ ...request, costs: [cost] }).classifier),
    );
    const texts = request.examples.map(({ text }) => text);
    for (const batch of [texts.slice(0, 20), texts.slice(20)]) {
      for (const artefact of artefacts) {
        expect(await trainer.predict(artefact, batch)).toEqual(predict(parse(artefact), batch));
      }
    }
    await expect(trainer.predict(Buffer.from('no model'), texts)).rejects.toThrow('damaged model artefact');
  });

  test('stopping ends a training at once, with its threads', async () => {
    const log = createMemoryLog();
    const trainer = trainerWith(1, log);
    const threads = followThreads();
    let stopped: Promise<void> | undefined;
    const training = trainer.train({ ...endless, champion: undefined }, () => {
      stopped ??= trainer.stop();
    });
    await expect(training).rejects.toBeInstanceOf(TrainerStoppedError);
    await stopped;
    expect(threads.running()).toBe(0);
    expect(threads.started()).toBeGreaterThan(0);
    expect(log.lines).toEqual([]);
  });

  test.each(['train', 'learningCurve'] as const)(
    'an abort ends %s at once, with its threads and no other',
    async (work) => {
      const log = createMemoryLog();
      const trainer = trainerWith(1, log);
      const threads = followThreads();
      const stop = new AbortController();
      const reason = new Error('the program is stopping');
      const { examples, seed } = endless;
      const recipe = { cost: 1, features: DEFAULT_FEATURES };
      const onProgress = () => stop.abort(reason);
      const working =
        work === 'train'
          ? trainer.train({ ...endless, champion: undefined }, onProgress, stop.signal)
          : trainer.learningCurve({ examples, recipe, seed }, onProgress, stop.signal);
      await expect(working).rejects.toBe(reason);
      await threads.ended();
      expect(log.lines).toEqual([]);
      // One that is told to end before it begins starts nothing.
      const before = threads.started();
      await expect(trainer.train({ ...endless, champion: undefined }, () => {}, stop.signal)).rejects.toBe(
        reason,
      );
      expect(threads.started()).toBe(before);
      const { artefact } = await trainer.train({ ...request, champion: undefined }, () => {});
      expect(artefact.length).toBeGreaterThan(0);
    },
  );

  test.runIf(process.platform === 'linux')('lets the rest of the process go first', async () => {
    const before = niceThreads();
    const trainer = trainerWith(1);
    await trainer.train({ ...request, champion: undefined }, () => {});
    expect(niceThreads()).toBeGreaterThan(before);
    expect(getPriority()).toBe(0);
  });

  test('takes no work once it is stopped, and starts no thread', async () => {
    const trainer = trainerWith(1);
    await trainer.stop();
    let count = 0;
    const countThread = () => void count++;
    process.on('worker', countThread);
    const { examples, seed } = request;
    const recipe = { cost: 1, features: DEFAULT_FEATURES };
    for (const refused of [
      trainer.train({ ...request, champion: undefined }, () => {}),
      trainer.predict(new Uint8Array(1), []),
      trainer.learningCurve({ examples, recipe, seed }, () => {}),
    ]) {
      await expect(refused).rejects.toThrow(TrainerStoppedError);
    }
    process.off('worker', countThread);
    expect(count).toBe(0);
  });
});

/** Threads that start from now on until the test is over. */
function followThreads() {
  let started = 0;
  const running = new Set<Promise<unknown>>();
  const follow = (thread: Worker) => {
    started += 1;
    const exit = once(thread, 'exit');
    running.add(exit);
    void exit.then(() => running.delete(exit));
  };
  process.on('worker', follow);
  onTestFinished(() => void process.off('worker', follow));
  return {
    started: () => started,
    running: () => running.size,
    /** Resolves when all of them have ended. */
    async ended() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** How many threads of this process go behind others. */
function niceThreads(): number {
  return readdirSync('/proc/self/task').filter((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
    // The name, in brackets, may hold spaces; nice is the nineteenth field.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]) > 0;
  }).length;
}
