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
}

export interface SearchPage extends IdPage {
  /** When the earliest and the latest of these videos were published; undefined on an empty page. */
  readonly published: { readonly from: Date; readonly to: Date } | undefined;
}

export interface PlaylistPage extends IdPage {
  /** How many videos the playlist has in all, as far as YouTube says. */
  readonly total: number | undefined;
}

/** What people call a channel by. */
export type ChannelName = { readonly handle: string } | { readonly username: string };

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
  };
  readonly status: { readonly license: string; readonly embeddable: boolean; readonly privacyStatus: string };
  readonly topicDetails: { readonly topicCategories: readonly string[] };
}

/**
 * The questions the catalogue has for the YouTube Data API. Every HTTP request is written down in the quota ledger
 * before it is sent. Every method throws QuotaExceededError, KeyInvalidError, RateLimitedError,
 * YouTubeUnavailableError, YouTubeRequestError, or the signal's reason.
 */
export interface YouTubeClient {
  /** Ids of Creative Commons, embeddable music videos for some words; a search's text is cut, so it is not read. */
  search(query: string, options?: SearchOptions): Promise<SearchPage>;
  /** Full facts about at most 50 videos; an id that is absent from the answer is deleted or private. */
  videos(ids: readonly string[], options?: CallOptions): Promise<YouTubeVideo[]>;
  /** Ids of a playlist's videos, in its order. */
  playlistItems(playlistId: string, options?: CallOptions): Promise<PlaylistPage>;
  /** The id of the channel of that name, or undefined where there is none. */
  channelId(name: ChannelName, options?: CallOptions): Promise<string | undefined>;
}

/** The most ids one `videos` call takes. */
export const IDS_PER_CALL = 50;
