import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { Mood } from '../src/moods.ts';

/** Set by the database when left out of an insert. */
type CreatedAt = ColumnType<Date, Date | undefined, never>;

/** A YouTube video in the catalogue. */
export interface SongsTable {
  /** YouTube's 11-character id. */
  video_id: string;
  title: string;
  description: string;
  tags: string[];
  channel: string;
  channel_id: string;
  genre: string;
  artist: string;
  instruments: string[];
  /** Seconds, where known. */
  duration_s: number | null;
  license: string;
  /** The credit line to show with the song, or empty. */
  attribution: string;
  origin: SongOrigin;
  published_at: Date | null;
  /** When the text was read from YouTube's API; null for text that is not from there. */
  fetched_at: Date | null;
  /** False once the song left the catalogue (gone, private, relicensed, not embeddable). */
  available: Generated<boolean>;
  created_at: CreatedAt;
  updated_at: ColumnType<Date, Date | undefined, Date>;
}

export type SongOrigin = 'starter' | 'youtube' | 'import';

/**
 * One row per (song, voter, mood, card): the same member may label a song from two cards, and taking one
 * reaction back leaves the other. Imported votes have no card.
 */
export interface VotesTable {
  video_id: string;
  voter_id: string;
  mood: Mood;
  card_id: number | null;
  created_at: CreatedAt;
}

/** What all votes of a song add up to, kept in the transaction of every vote. */
export interface TalliesTable {
  video_id: string;
  mood: Mood;
  /** Sum of the voters' shares: a voter with two moods gives each one half. */
  share: number;
  /** How many voters chose this mood. */
  voters: number;
}

/** A message of the bot that shows one song. */
export interface CardsTable {
  card_id: GeneratedAlways<number>;
  /** Null from the moment the song is picked until Discord has given the message its id. */
  message_id: string | null;
  channel_id: string;
  guild_id: string | null;
  video_id: string;
  mood: Mood;
  created_at: CreatedAt;
}

export type ModelStatus = 'challenger' | 'active' | 'retired' | 'refused' | 'damaged';

export interface ModelsTable {
  model_id: GeneratedAlways<number>;
  artefact: Uint8Array;
  status: ModelStatus;
  /** The training report: labels used, chosen C, out-of-fold figures. */
  report: JSONColumnType<object>;
  /** Champion against challenger on the same folds; null for the first model. */
  comparison: JSONColumnType<object> | null;
  /** The labels it was trained on, `video_id -> six weights`, so that it can be refitted fold by fold. */
  training_set: JSONColumnType<Record<string, number[]>>;
  trained_at: ColumnType<Date, Date, never>;
  activated_at: Date | null;
}

/** What ranking reads, per model so that a new model's rows can be prepared beside the active one's. */
export interface ScoresTable {
  model_id: number;
  video_id: string;
  mood: Mood;
  /** The model's probability. */
  prediction: number;
  /** Prediction and tallies combined; see `db/queries/scores.ts`. */
  score: number;
}

export type SourceKind = 'search' | 'channel' | 'playlist';

export interface SourcesTable {
  source_id: GeneratedAlways<number>;
  kind: SourceKind;
  /** Search words, a channel id or a playlist id. */
  query: string;
  enabled: Generated<boolean>;
  last_run_at: Date | null;
  created_at: CreatedAt;
}

export type RunKind = 'ingest' | 'refresh' | 'retrain' | 'rollback';
export type RunStatus = 'running' | 'done' | 'failed';

export interface RunsTable {
  run_id: GeneratedAlways<number>;
  kind: RunKind;
  status: Generated<RunStatus>;
  started_at: ColumnType<Date, Date, never>;
  finished_at: Date | null;
  /** Counts and costs of the run. */
  outcome: JSONColumnType<object> | null;
  /** One plain sentence, never a secret. */
  error: string | null;
}

export interface GuildSettingsTable {
  guild_id: string;
  /** A song does not come back in a channel within this many cards. */
  repeat_window: number;
  updated_at: ColumnType<Date, Date | undefined, Date>;
}

/** What was last registered with Discord, so that an unchanged set is not sent again (200 creates a day). */
export interface CommandRegistrationsTable {
  application_id: string;
  /** A guild's id, or empty for the global commands. */
  scope: string;
  hash: string;
  registered_at: ColumnType<Date, Date | undefined, Date>;
}

/** Which commands have been taken on, so that of two processes with one token only one answers. */
export interface InteractionsTable {
  interaction_id: string;
  claimed_at: ColumnType<Date, Date, never>;
}

export interface Schema {
  songs: SongsTable;
  votes: VotesTable;
  tallies: TalliesTable;
  cards: CardsTable;
  models: ModelsTable;
  scores: ScoresTable;
  sources: SourcesTable;
  runs: RunsTable;
  guild_settings: GuildSettingsTable;
  command_registrations: CommandRegistrationsTable;
  interactions: InteractionsTable;
}
