/** What one call may be given besides its subject. */
export interface CallOptions {
  readonly pageToken?: string | undefined;
  /** Ends the call, pauses between its tries included. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every HTTP request, repeated ones too, since each costs a unit. */
  readonly onRequest?: (() => void) | undefined;
  /** Units of the day's budget that must be left over: a call that would take one of them is refused. */
  readonly keep?: number | undefined;
}

/** Narrows a search by the date of upload. */
export interface SearchOptions extends CallOptions {
  readonly order?: 'relevance' | 'date';
  readonly publishedAfter?: Date | undefined;
  readonly publishedBefore?: Date | undefined;
}

export interface IdPage {
  readonly videoIds: readonly string[];
  readonly nextPageToken: string | undefined;
  /** Items of the answer that name no video, though they should; they are passed over. */
  readonly skipped: number;
}

export interface SearchPage extends IdPage {
  /** When the earliest and the latest of these videos were published; undefined on an empty page. */
  readonly published: { readonly from: Date; readonly to: Date } | undefined;
}

export interface PlaylistPage extends IdPage {
  /** How many videos the playlist has in all, as far as YouTube says. */
  readonly total: number | undefined;
}

/** What YouTube looks a channel up by: two name spaces, in which one name may be two people's. */
export type ChannelName = { readonly handle: string } | { readonly username: string };

export interface YouTubeChannel {
  readonly id: string;
  /** As its owner calls it; may be empty. It is YouTube's text: it is shown, not stored. */
  readonly title: string;
}

export interface VideosAnswer {
  readonly videos: readonly YouTubeVideo[];
  /** Ids that the answer has, but without what decides about a song: neither known nor gone. */
  readonly unreadable: ReadonlySet<string>;
  /** Whether an item does not even say which video it is, so that no absent id can be said to be gone. */
  readonly nameless: boolean;
}

/** What the catalogue reads of a video, in the API's own words. */
export interface YouTubeVideo {
  readonly id: string;
  readonly snippet: {
    readonly title: string;
    readonly description: string;
    readonly channelTitle: string;
    readonly channelId: string;
    readonly tags: readonly string[];
    readonly publishedAt: string | undefined;
    readonly liveBroadcastContent: string;
    /** YouTube's category, `10` for music; undefined where it says none. */
    readonly categoryId: string | undefined;
  };
  readonly contentDetails: {
    readonly duration: string | undefined;
    /** Countries, ISO 3166-1 alpha-2. At most one of the two is there; an empty `allowed` is "nowhere". */
    readonly regionRestriction:
      | { readonly allowed?: readonly string[] | undefined; readonly blocked?: readonly string[] | undefined }
      | undefined;
    /** `ytAgeRestricted` for adults only. */
    readonly contentRating?: { readonly ytRating?: string | undefined } | undefined;
  };
  readonly status: {
    readonly license: string;
    readonly embeddable: boolean;
    readonly privacyStatus: string;
    readonly madeForKids?: boolean | undefined;
  };
  /** When a premiere or a live stream is to begin; undefined for anything else. */
  readonly startsAt?: Date | undefined;
  /** The size of a player within a square, which has the video's shape; undefined where YouTube does not know it. */
  readonly player?: { readonly embedWidth?: number | undefined; readonly embedHeight?: number | undefined };
  readonly topicDetails: { readonly topicCategories: readonly string[] };
}

/**
 * The questions the catalogue has for the YouTube Data API. Every HTTP request is recorded in the quota ledger
 * before it is sent. Every method throws QuotaExceededError, KeyInvalidError, RateLimitedError,
 * YouTubeUnavailableError, YouTubeRequestError, or the signal's reason.
 */
export interface YouTubeClient {
  /** Ids of Creative Commons, embeddable music videos for some words; a search's text is cut, so it is not read. */
  search(query: string, options?: SearchOptions): Promise<SearchPage>;
  /**
   * Full facts about at most 50 videos; an id that is absent from the answer is deleted or private, unless the answer has an
   * item without an id.
   */
  videos(ids: readonly string[], options?: CallOptions): Promise<VideosAnswer>;
  /** Ids of a playlist's videos, in its order. */
  playlistItems(playlistId: string, options?: CallOptions): Promise<PlaylistPage>;
  /** The channel of that name or id, or undefined where there is none. */
  channel(
    by: ChannelName | { readonly id: string },
    options?: CallOptions,
  ): Promise<YouTubeChannel | undefined>;
}

/** The most ids one `videos` call takes. */
export const IDS_PER_CALL = 50;
