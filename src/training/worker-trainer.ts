import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { Logger } from 'pino';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { LearningCurve } from '../classifier/learning-curve.ts';
import type { OnProgress } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import { TrainerStoppedError } from './errors/trainer-stopped-error.ts';
import type { SharedFolds } from './shared-folds.ts';
import { createThreadPool } from './thread-pool.ts';
import type { Trained, Trainer } from './trainer.ts';
import type { Answer, KeyedArtefact, Message } from './worker.ts';

/** With the thread that trains, one for each of five folds. */
const MOST_HELPERS = 4;

export interface WorkerTrainerOptions {
  readonly logger: Logger;
  /** Threads that help the one that trains with its folds; all cores but one, and at most four, unless given. */
  readonly helpers?: number;
}

interface Reporting {
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A trainer on worker threads that are started when needed: the event loop, and with it the gateway, goes on. One thread
 * trains or predicts; others help it with folds. The results are the same however many there are.
 */
export function createWorkerTrainer(options: WorkerTrainerOptions): Trainer {
  const { logger, helpers = Math.min(availableParallelism() - 1, MOST_HELPERS) } = options;
  const pool = createThreadPool({ file: './worker.ts', maxThreads: 1, logger });
  const helperPool = createThreadPool({
    file: './fold-worker.ts',
    maxThreads: Math.max(helpers, 1),
    logger,
  });
  const ending = new AbortController();
  /** Without help the folds are done all the same. */
  const help = (signal: AbortSignal, folds?: SharedFolds) => {
    for (let helper = 0; helper < helpers; helper++) {
      helperPool.run({ task: folds, signal }).catch((error) => {
        if (!signal.aborted) logger.warn({ err: error }, 'a thread could not help with folds');
      });
    }
  };
  // Batches of one artefact share a key, so that the thread parses it once, and its bytes: no batch has a copy.
  const keyed = new WeakMap<Uint8Array, KeyedArtefact>();
  let lastKey = 0;

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

  async function runReporting<T>(
    name: string,
    request: object,
    { onProgress, signal: given }: Reporting,
  ): Promise<T> {
    const signal = given === undefined ? ending.signal : AbortSignal.any([ending.signal, given]);
    signal.throwIfAborted();
    // Helpers that start now are ready by the time there are folds.
    help(signal);
    const { port1, port2 } = new MessageChannel();
    const hear = (message: Message) => {
      if (signal.aborted) return;
      if ('progress' in message) onProgress(message.progress);
      else help(signal, message.folds);
    };
    port1.on('message', hear);
    try {
      const task = { request, port: port2 };
      const answer = await pool.run<Answer<T>>({ task, name, transferList: [port2], signal });
      // The answer takes another way, and may have overtaken what was said before it.
      for (let late = receiveMessageOnPort(port1); late; late = receiveMessageOnPort(port1))
        hear(late.message);
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
    train: (request, onProgress, signal): Promise<Trained> =>
      runReporting('train', request, { onProgress, signal }),
    learningCurve: (request, onProgress, signal): Promise<LearningCurve> =>
      runReporting('learningCurve', request, { onProgress, signal }),
    async predict(artefact, texts): Promise<MoodVector[]> {
      ending.signal.throwIfAborted();
      const task = { ...keyedArtefact(artefact), texts };
      return pool.run({ task, name: 'predictBatch', signal: ending.signal });
    },
    async stop() {
      ending.abort(new TrainerStoppedError());
      await Promise.all([pool.close(), helperPool.close()]);
    },
  };
}
