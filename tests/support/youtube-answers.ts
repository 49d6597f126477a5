import { encode } from 'html-entities';

/** A video of the fake YouTube; what is left out is as for an ordinary Creative Commons song. */
export interface FakeVideo {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly channelTitle?: string;
  readonly tags?: readonly string[];
  readonly publishedAt?: string;
  /** ISO 8601; null for none at all. */
  readonly duration?: string | null;
  readonly license?: 'creativeCommon' | 'youtube';
  readonly embeddable?: boolean;
  readonly privacyStatus?: 'public' | 'unlisted' | 'private';
  readonly liveBroadcastContent?: 'none' | 'live' | 'upcoming';
  readonly topicCategories?: readonly string[];
  /** The searches and playlists that list it; every search when left out. */
  readonly listedBy?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

const PAGE = 50;

/** What the API answers to `search.list`. */
export function searchAnswer(query: URLSearchParams, videos: readonly FakeVideo[]): Answer {
  const narrowed = ['videoLicense', 'videoEmbeddable', 'videoCategoryId'].some((name) => query.has(name));
  if (narrowed && query.get('type') !== 'video') {
    return errorAnswer(400, 'invalidSearchFilter', 'The request contains an invalid combination of filters.');
  }
  const after = Date.parse(query.get('publishedAfter') ?? '1970-01-01T00:00:00Z');
  const before = Date.parse(query.get('publishedBefore') ?? '9999-01-01T00:00:00Z');
  const matches = videos.filter((video) => {
    const published = Date.parse(publishedAt(video));
    return (
      (video.listedBy?.includes(query.get('q') ?? '') ?? true) &&
      (video.privacyStatus ?? 'public') === 'public' &&
      (query.get('videoLicense') !== 'creativeCommon' ||
        (video.license ?? 'creativeCommon') === 'creativeCommon') &&
      (query.get('videoEmbeddable') !== 'true' || (video.embeddable ?? true)) &&
      published >= after &&
      published < before
    );
  });
  return pageAnswer(query, matches, (video) => ({
    kind: 'youtube#searchResult',
    id: { kind: 'youtube#video', videoId: video.id },
    // As on YouTube, a search's own text is escaped and cut.
    ...(hasPart(query, 'snippet') && {
      snippet: { title: encode(title(video)), description: `${description(video).slice(0, 150)}...` },
    }),
  }));
}

/** What the API answers to `playlistItems.list`. */
export function playlistAnswer(query: URLSearchParams, videos: readonly FakeVideo[]): Answer {
  const matches = videos.filter((video) => video.listedBy?.includes(query.get('playlistId') ?? ''));
  if (matches.length === 0) return errorAnswer(404, 'playlistNotFound', 'The playlist cannot be found.');
  return pageAnswer(query, matches, (video) => ({
    kind: 'youtube#playlistItem',
    contentDetails: { videoId: video.id, videoPublishedAt: publishedAt(video) },
  }));
}

/** What the API answers to `videos.list`: ids that are deleted or private are absent from it. */
export function videosAnswer(query: URLSearchParams, videos: readonly FakeVideo[]): Answer {
  const ids = new Set((query.get('id') ?? '').split(','));
  if (ids.size > PAGE) return errorAnswer(400, 'invalidParameter', 'Too many ids.');
  const items = videos
    .filter((video) => ids.has(video.id) && video.privacyStatus !== 'private')
    .map((video) => ({
      kind: 'youtube#video',
      id: video.id,
      ...(hasPart(query, 'snippet') && {
        snippet: {
          publishedAt: publishedAt(video),
          channelId: 'UCaaaaaaaaaaaaaaaaaaaaaa',
          title: title(video),
          description: description(video),
          channelTitle: video.channelTitle ?? 'A channel',
          ...(video.tags !== undefined && { tags: video.tags }),
          categoryId: '10',
          liveBroadcastContent: video.liveBroadcastContent ?? 'none',
        },
      }),
      ...(hasPart(query, 'contentDetails') && {
        contentDetails: video.duration === null ? {} : { duration: video.duration ?? 'PT3M5S' },
      }),
      ...(hasPart(query, 'status') && {
        status: {
          privacyStatus: video.privacyStatus ?? 'public',
          license: video.license ?? 'creativeCommon',
          embeddable: video.embeddable ?? true,
        },
      }),
      ...(hasPart(query, 'topicDetails') &&
        video.topicCategories && { topicDetails: { topicCategories: video.topicCategories } }),
    }));
  return { status: 200, body: { kind: 'youtube#videoListResponse', items } };
}

/** The API's error body. */
export function errorAnswer(status: number, reason: string | undefined, message: string): Answer {
  const errors = reason === undefined ? [] : [{ message, domain: 'youtube', reason }];
  return { status, body: { error: { code: status, message, errors } } };
}

function pageAnswer(
  query: URLSearchParams,
  matches: readonly FakeVideo[],
  toItem: (video: FakeVideo) => object,
): Answer {
  const token = query.get('pageToken');
  if (token !== null && !/^P\d+$/.test(token)) {
    return errorAnswer(400, 'invalidPageToken', 'The request specifies an invalid page token.');
  }
  const start = Number(token?.slice(1) ?? 0);
  const end = start + Math.min(Number(query.get('maxResults') ?? 5), PAGE);
  const next = end < matches.length ? { nextPageToken: `P${end}` } : {};
  return { status: 200, body: { ...next, items: matches.slice(start, end).map(toItem) } };
}

function hasPart(query: URLSearchParams, part: string): boolean {
  return query.getAll('part').some((parts) => parts.split(',').includes(part));
}

function title(video: FakeVideo): string {
  return video.title ?? `Song ${video.id}`;
}

function description(video: FakeVideo): string {
  return video.description ?? `A description of ${video.id}.`;
}

function publishedAt(video: FakeVideo): string {
  return video.publishedAt ?? '2024-03-01T12:00:00Z';
}
