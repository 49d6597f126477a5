/** What one call may be given besides its subject. */
export interface CallOptions {
  readonly pageToken?: string | undefined;
  /** Ends the call, pauses between its tries included. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every HTTP request, repeated ones too, since each costs quota. */
  readonly onRequest?: (() => void) | undefined;
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
  };
  readonly contentDetails: { readonly duration: string | undefined };
  readonly status: { readonly license: string; readonly embeddable: boolean; readonly privacyStatus: string };
  readonly topicDetails: { readonly topicCategories: readonly string[] };
}

/**
 * The three questions the catalogue has for the YouTube Data API. Every method throws QuotaExceededError,
 * KeyInvalidError, RateLimitedError, YouTubeUnavailableError, YouTubeRequestError, or the signal's reason.
 */
export interface YouTubeClient {
  /** Ids of Creative Commons, embeddable music videos for some words; a search's text is cut, so it is not read. */
  search(query: string, options?: SearchOptions): Promise<IdPage>;
  /** Full facts about at most 50 videos; an id that is absent from the answer is deleted or private. */
  videos(ids: readonly string[], options?: CallOptions): Promise<YouTubeVideo[]>;
  /** Ids of a playlist's videos, in its order. */
  playlistItems(playlistId: string, options?: CallOptions): Promise<IdPage>;
}

/** The most ids one `videos` call takes. */
export const IDS_PER_CALL = 50;
