import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { PredictSongs } from '../catalogue/ingest.ts';
import type { QuotaLedger } from '../catalogue/quota/quota-ledger.ts';
import type { SongRules } from '../catalogue/video-to-song.ts';
import type { YouTubeClient } from '../catalogue/youtube.ts';
import type { KeyedQueue } from '../concurrency/keyed-queue.ts';
import type { TaskTracker } from '../concurrency/task-tracker.ts';
import type { ActiveModel } from '../training/active-model.ts';
import type { Trainer } from '../training/trainer.ts';
import type { Pace } from './pace.ts';
import type { PendingCards } from './pending-cards.ts';

/** Everything a command's handler may use. */
export interface BotDependencies {
  readonly database: Database;
  readonly activeModel: ActiveModel;
  readonly trainer: Trainer;
  /** Undefined without an API key. */
  readonly youtube: YouTubeClient | undefined;
  readonly quota: QuotaLedger;
  readonly songRules: SongRules;
  /** Scores songs that are new or changed. */
  readonly predictSongs: PredictSongs;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Servers whose moderators may change what all servers share; empty means every server. */
  readonly controlGuildIds: readonly string[];
  /** Work that goes on after a reply, so that stopping can wait for it. */
  readonly tasks: TaskTracker;
  readonly pendingCards: PendingCards;
  /** How often a member may have a link looked up at YouTube. */
  readonly suggestionPace: Pace;
  /** Aborted when the bot stops: long work ends early then, and keeps what it has done. */
  readonly stopping: AbortSignal;
  /** Takes the mood emoji of all cards one after another; see `addMoodReactions`. */
  readonly emojiQueue: KeyedQueue;
}
