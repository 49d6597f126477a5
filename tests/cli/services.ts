import { pino } from 'pino';
import type { Database } from '../../db/database.ts';
import { createQuotaLedger } from '../../src/catalogue/quota/quota-ledger.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import type { Services } from '../../src/services.ts';
import { activate } from '../../src/training/activate.ts';
import { createActiveModel } from '../../src/training/active-model.ts';
import { predictSongs } from '../../src/training/predict-songs.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';

/** The services of a process on a database that the test fills; nothing is loaded or trained by itself. */
export function servicesOn(database: Database, overrides: Partial<Services> = {}): Services {
  const logger = pino({ level: 'silent' });
  const now = () => new Date('2026-03-01T00:00:00Z');
  const trainer = createWorkerTrainer({ logger });
  const activeModel = createActiveModel({
    database,
    logger,
    fallBack: (model) => activate({ database, trainer, now, logger }, model),
  });
  return {
    database,
    activeModel,
    trainer,
    youtube: undefined,
    quota: createQuotaLedger({ db: database.db, now, budgets: { search: 100, read: 10_000 } }),
    songRules: DEFAULT_SONG_RULES,
    logger,
    now,
    random: () => 0.5,
    predictSongs: (videoIds) => predictSongs({ database, activeModel }, videoIds),
    async stop() {
      await activeModel.stop();
      await trainer.stop();
    },
    ...overrides,
  };
}
