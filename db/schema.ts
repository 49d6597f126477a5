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
  /** YouTube's word for whether the video is made for children; null where it says none or was not asked. */
  made_for_kids: boolean | null;
  /** When YouTube was last asked whether a song whose text is not from there still plays; null before the first time. */
  checked_at: Date | null;
  /** Whether it was such a check that took the song out; another one may bring it back. */
  withdrawn: Generated<boolean>;
  /** Countries (ISO 3166-1 alpha-2) where alone the video plays; null where that is not restricted. */
  regions_allowed: string[] | null;
  /** Countries where the video does not play. */
  regions_blocked: Generated<string[]>;
  /** The song that this one is a re-upload of, and in whose place it is not recommended. */
  duplicate_of: string | null;
  /** True from a change of the text until the active model has predicted it anew. */
  prediction_outdated: Generated<boolean>;
  /** The title without punctuation, case and what re-uploads add; empty without a title. */
  title_key: GeneratedAlways<string>;
  /** A fingerprint of the description's words; empty where there are too few. */
  description_key: GeneratedAlways<string>;
  /** What searches compare beginnings and words with, as `src/text/search-words.ts` makes it; null until it is made. */
  search_title: string | null;
  search_terms: string | null;
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
  /** Which of the member's reactions say so: 1 an ordinary one, 2 a super reaction, 3 both; 0 where nobody recorded it. */
  reactions: Generated<number>;
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

/** `expired`: its words were too old to be kept, so that only its figures are left; its artefact is empty. */
export type ModelStatus = 'challenger' | 'active' | 'retired' | 'refused' | 'damaged' | 'expired';

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

/** Who named a source: a release, a moderator or operator, or a search that found several songs of a channel. */
export type FoundBy = 'default' | 'people' | 'search';

export interface SourcesTable {
  source_id: GeneratedAlways<number>;
  kind: SourceKind;
  /** Search words, a channel id or a playlist id. */
  query: string;
  /** What somebody typed to name it, or empty. */
  label: Generated<string>;
  found_by: Generated<FoundBy>;
  /** False while it is paused. */
  enabled: Generated<boolean>;
  /** True for one that somebody removed: kept so that neither a search nor a release brings it back. */
  removed: Generated<boolean>;
  /** How far it has been gone through; `src/catalogue/sources` has the shapes. Null before the first time. */
  cursor: JSONColumnType<object> | null;
  /** Quota units spent on it in all, and songs it brought. A `videos.list` counts by the part of its ids. */
  units: Generated<number>;
  songs: Generated<number>;
  /** The same, with what lies further back counting less and less. */
  recent_units: Generated<number>;
  recent_songs: Generated<number>;
  /** There is nothing to ask it for before. */
  resting_until: Date | null;
  /** Why its last page could not be read, in YouTube's word; null after a good one. */
  last_error: string | null;
  last_run_at: Date | null;
  created_at: CreatedAt;
}

/** A video that a source named and that is no song, or not yet. */
export interface CandidatesTable {
  video_id: string;
  source_id: number | null;
  found_at: Date;
  /** Its place in the line: it is not read before. Moved by a look that brought no answer, or one to be repeated. */
  due_at: Date;
  /** How often it was looked at in vain. */
  tries: Generated<number>;
  /** Why the last look was in vain, for a reason that may pass; null before the first look, and once it is left out. */
  postponed: string | null;
  /** Why it was left out; null while it waits to be read. */
  left_out: string | null;
}

/** YouTube's daily allowances: searches have one of their own, all other calls share another. */
export type QuotaBucket = 'search' | 'read';

/** What was spent on a day in Pacific time, written down before each call. */
export interface QuotaTable {
  /** `YYYY-MM-DD` */
  day: string;
  bucket: QuotaBucket;
  units: Generated<number>;
  /** YouTube said that the day's allowance is used up, whatever the count. */
  exhausted: Generated<boolean>;
}

export type SuggestionStatus = 'waiting' | 'accepted' | 'declined';

/** A song that a member proposed. */
export interface SuggestionsTable {
  suggestion_id: GeneratedAlways<number>;
  video_id: string;
  guild_id: string | null;
  channel_id: string;
  /** The message that shows it to everybody; null until Discord has given it its id. */
  message_id: string | null;
  /** Who proposed it; null once it is decided. */
  member_id: string | null;
  status: Generated<SuggestionStatus>;
  created_at: ColumnType<Date, Date, never>;
  decided_at: Date | null;
}

/** A song that moderators declined: no source, import or member's suggestion brings it in, until a moderator accepts it. */
export interface DeclinedVideosTable {
  video_id: string;
  declined_at: Date;
}

/** A suggested video that could not be taken, and why: for a day nobody asks YouTube about it again. */
export interface RefusedVideosTable {
  video_id: string;
  reason: string;
  refused_at: Date;
}

/** One question to YouTube about a member's link, remembered for a day so that nobody spends everybody's units. */
export interface LookUpsTable {
  look_up_id: GeneratedAlways<number>;
  /** Null as soon as it no longer counts for the member. */
  member_id: string | null;
  guild_id: string | null;
  at: ColumnType<Date, Date, never>;
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

/** Work in Discord whose answer shows how far it is. */
export type AnsweredWork = 'retrain' | 'rollback' | 'report' | 'ingest';

export interface OpenAnswersTable {
  message_id: string;
  channel_id: string;
  work: AnsweredWork;
  /** The process that will say what becomes of the work; a new id each time one starts. */
  owner: string;
  /** The model in use when the work began. */
  model_id: number | null;
  opened_at: Generated<Date>;
  /** When the owner last showed that it is alive. */
  alive_at: Generated<Date>;
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
  /** The id of a guild that has commands of its own. */
  scope: string;
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
  candidates: CandidatesTable;
  quota: QuotaTable;
  suggestions: SuggestionsTable;
  declined_videos: DeclinedVideosTable;
  refused_videos: RefusedVideosTable;
  look_ups: LookUpsTable;
  runs: RunsTable;
  open_answers: OpenAnswersTable;
  guild_settings: GuildSettingsTable;
  command_registrations: CommandRegistrationsTable;
  interactions: InteractionsTable;
}
