import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { ActiveModel } from '../training/active-model.ts';
import type { Trainer } from '../training/trainer.ts';
import type { KeyedQueue } from './keyed-queue.ts';
import type { PendingCards } from './pending-cards.ts';
import type { TaskTracker } from './task-tracker.ts';

/** Everything a command's handler may use. */
export interface BotDependencies {
  readonly database: Database;
  readonly activeModel: ActiveModel;
  readonly trainer: Trainer;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Servers whose moderators may change what all servers share; empty means every server. */
  readonly controlGuildIds: readonly string[];
  /** Work that goes on after a reply, so that stopping can wait for it. */
  readonly tasks: TaskTracker;
  readonly pendingCards: PendingCards;
  /** Takes the mood emoji of all cards one after another; see `addMoodReactions`. */
  readonly emojiQueue: KeyedQueue;
}
