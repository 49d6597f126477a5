import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import {
  abandonedAnswers,
  closeAnswer,
  keepAnswerOpen,
  type OpenAnswer,
  openAnswer,
} from '../../db/queries/open-answers.ts';

/** How often an open answer shows that its process is alive; a third of the silence that counts as its end. */
const ALIVE_MS = 20_000;

/** An answer while its work goes on. */
export interface Opened {
  /** The message says what became of the work. */
  close(): Promise<void>;
  /** It does not, and could not be changed: the next start tries. */
  leave(): void;
}

/**
 * What the database remembers of answers that show how far long work is, so that the next start can say what became of
 * work whose process ended first. It is a help: where it fails, that is logged, and the work goes on.
 */
export interface OpenAnswers {
  open(answer: Omit<OpenAnswer, 'modelId'>): Promise<Opened>;
  /** Those of processes that have ended. */
  abandoned(): Promise<OpenAnswer[]>;
  /** Forgets one of those. */
  forget(messageId: string): Promise<void>;
}

export interface OpenAnswersDependencies {
  readonly database: Database;
  readonly logger: Logger;
}

export function createOpenAnswers({ database, logger }: OpenAnswersDependencies): OpenAnswers {
  const { db } = database;
  const owner = crypto.randomUUID();

  async function tried(what: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      logger.warn({ err: error, what }, 'what is known of an open answer could not be recorded');
    }
  }

  return {
    async open(answer) {
      const { messageId } = answer;
      await tried('open', openAnswer(db, owner, answer));
      const alive = setInterval(() => void tried('alive', keepAnswerOpen(db, messageId)), ALIVE_MS);
      alive.unref();
      return {
        leave: () => clearInterval(alive),
        async close() {
          clearInterval(alive);
          await tried('close', closeAnswer(db, messageId));
        },
      };
    },
    abandoned: () => abandonedAnswers(db, { owner, alone: database.kind === 'embedded' }),
    forget: (messageId) => closeAnswer(db, messageId),
  };
}
