import { MessageChannel } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import { NotEnoughLabelsError } from '../classifier/errors/not-enough-labels-error.ts';
import type { Progress } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import type { Trained, Trainer } from './trainer.ts';
import type { Answer } from './worker.ts';

/** An idle thread is ended soon: it holds tens of megabytes and retraining is rare. */
const IDLE_MS = 2_000;
const STOP_MS = 10_000;

/** A trainer on one worker thread, started when needed: the event loop, and with it the gateway, goes on. */
export function createWorkerTrainer({ logger }: { readonly logger: Logger }): Trainer {
  const pool = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    closeTimeout: STOP_MS,
  });
  pool.on('error', (error) => logger.error({ err: error }, 'the training thread failed'));
  // Batches of one artefact share a key, so that the thread parses it once.
  const keys = new WeakMap<Uint8Array, number>();
  let lastKey = 0;

  return {
    async train(request, onProgress) {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (progress: Progress) => onProgress(progress));
      try {
        const task = { request, port: port2 };
        const answer: Answer<Trained> = await pool.run(task, { name: 'train', transferList: [port2] });
        if ('notEnoughLabels' in answer) {
          const { labels, moods } = answer.notEnoughLabels;
          throw new NotEnoughLabelsError(labels, moods);
        }
        return answer.value;
      } finally {
        port1.close();
      }
    },
    async predict(artefact, texts): Promise<MoodVector[]> {
      const key = keys.get(artefact) ?? ++lastKey;
      keys.set(artefact, key);
      return pool.run({ key, artefact, texts }, { name: 'predictBatch' });
    },
    stop: () => pool.close(),
  };
}
