import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { PredictSongs } from '../catalogue/ingest.ts';
import type { QuotaLedger } from '../catalogue/quota/quota-ledger.ts';
import type { SongRules } from '../catalogue/video-to-song.ts';
import type { YouTubeClient } from '../catalogue/youtube.ts';
import type { TaskTracker } from '../concurrency/task-tracker.ts';
import type { ActiveModel } from '../training/active-model.ts';
import type { Trainer } from '../training/trainer.ts';
import type { ApplicationOwners } from './application-owners.ts';
import type { Limits } from './limits.ts';
import type { EmojiQueue } from './mood-reactions.ts';
import type { OpenAnswers } from './open-answers.ts';
import type { PendingCards } from './pending-cards.ts';
import type { CommandTrouble } from './registry/registry.ts';

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
  /** Servers whose moderators may change what all servers share; empty leaves it to the rule of `access/control.ts`. */
  readonly controlGuildIds: readonly string[];
  readonly applicationOwners: ApplicationOwners;
  /** What Discord refuses of the slash commands. */
  readonly commandTroubles: () => readonly CommandTrouble[];
  /** Work that goes on after a reply, so that stopping can wait for it. */
  readonly tasks: TaskTracker;
  readonly pendingCards: PendingCards;
  /** How much one member or channel may ask for at once. */
  readonly limits: Limits;
  /** Answers to long work, which the next start closes if this process cannot; see `answerLive`. */
  readonly openAnswers: OpenAnswers;
  /** Aborted when the bot stops: all long work takes it, ends early then, and keeps what it has done. */
  readonly stopping: AbortSignal;
  readonly emojiQueue: EmojiQueue;
}
