import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { LearningCurve } from '../classifier/learning-curve.ts';
import type { OnProgress } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import { TrainerStoppedError } from './errors/trainer-stopped-error.ts';
import type { SharedFolds } from './shared-folds.ts';
import type { Trained, Trainer } from './trainer.ts';
import type { Answer, KeyedArtefact, Message } from './worker.ts';

/** An idle thread is ended soon: it holds tens of megabytes and retraining is rare. */
const IDLE_MS = 2_000;
const STOP_MS = 10_000;
/** With the thread that trains, one for each of five folds. */
const MOST_HELPERS = 4;

export interface WorkerTrainerOptions {
  readonly logger: Logger;
  /** Threads that help the one that trains with its folds; all cores but one, and at most four, unless given. */
  readonly helpers?: number;
}

/**
 * A trainer on worker threads that are started when needed: the event loop, and with it the gateway, goes on. One thread
 * trains or predicts; others help it with folds. The results are the same however many there are.
 */
export function createWorkerTrainer(options: WorkerTrainerOptions): Trainer {
  const { logger, helpers = Math.min(availableParallelism() - 1, MOST_HELPERS) } = options;
  const pool = createPool('./worker.ts', 1, logger);
  const helperPool = createPool('./fold-worker.ts', Math.max(helpers, 1), logger);
  /** Without help the folds are done all the same. */
  const help = (folds?: SharedFolds) => {
    for (let helper = 0; helper < helpers; helper++) {
      helperPool
        .run(folds)
        .catch((error) => logger.warn({ err: error }, 'a thread could not help with folds'));
    }
  };
  // Batches of one artefact share a key, so that the thread parses it once, and its bytes: no batch has a copy.
  const keyed = new WeakMap<Uint8Array, KeyedArtefact>();
  let lastKey = 0;
  let stopping = false;

  function openPool(): Piscina {
    // Once it is closed it would start threads again.
    if (stopping) throw new TrainerStoppedError();
    return pool;
  }

  function keyedArtefact(artefact: Uint8Array): KeyedArtefact {
    let known = keyed.get(artefact);
    if (known === undefined) {
      const shared = new Uint8Array(new SharedArrayBuffer(artefact.length));
      shared.set(artefact);
      known = { key: ++lastKey, artefact: shared };
      keyed.set(artefact, known);
    }
    return known;
  }

  async function runReporting<T>(name: string, request: object, onProgress: OnProgress): Promise<T> {
    const threads = openPool();
    // Helpers that start now are ready by the time there are folds.
    help();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress);
      else help(message.folds);
    });
    try {
      const task = { request, port: port2 };
      const answer: Answer<T> = await threads.run(task, { name, transferList: [port2] });
      if ('notEnoughLabels' in answer) {
        const { labels, moods } = answer.notEnoughLabels;
        throw new NotEnoughLabelsError(labels, moods);
      }
      return answer.value;
    } finally {
      port1.close();
    }
  }

  return {
    train: (request, onProgress): Promise<Trained> => runReporting('train', request, onProgress),
    learningCurve: (request, onProgress): Promise<LearningCurve> =>
      runReporting('learningCurve', request, onProgress),
    async predict(artefact, texts): Promise<MoodVector[]> {
      return openPool().run({ ...keyedArtefact(artefact), texts }, { name: 'predictBatch' });
    },
    async stop() {
      stopping = true;
      // Work in flight may still ask for help.
      await pool.close();
      await helperPool.close();
    },
  };
}

function createPool(file: string, maxThreads: number, logger: Logger): Piscina {
  const pool = new Piscina({
    filename: new URL(file, import.meta.url).href,
    minThreads: 0,
    maxThreads,
    idleTimeout: IDLE_MS,
    closeTimeout: STOP_MS,
  });
  pool.on('error', (error) => logger.error({ err: error, file }, 'a training thread failed'));
  return pool;
}
