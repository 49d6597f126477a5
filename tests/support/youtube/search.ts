import { type Answer, errorAnswer, isAnswer, type PageOptions, partsOf, readPage } from './answer.ts';
import type { FakeCatalogue } from './fake-catalogue.ts';
import {
  categoryOf,
  cutSnippet,
  type FakeVideo,
  isEmbeddable,
  isPublic,
  licenseOf,
  publishedMs,
} from './fake-video.ts';

export const SEARCH_PARAMETERS = [
  'part',
  'q',
  'type',
  'order',
  'maxResults',
  'pageToken',
  'publishedAfter',
  'publishedBefore',
  'videoLicense',
  'videoEmbeddable',
  'videoCategoryId',
  // Without an effect here: nothing in the fake is unsafe.
  'safeSearch',
];

/** However much there is, a search gives no more than about this. */
const MOST_RESULTS = 500;
/** What YouTube tells for almost every search, whatever it finds. */
const SUPPOSED_TOTAL = 1_000_000;

/** What the API answers to `search.list`. */
export function searchAnswer(options: PageOptions, catalogue: FakeCatalogue): Answer {
  const { query } = options;
  const parts = partsOf(query, ['id', 'snippet']);
  if (isAnswer(parts)) return parts;
  const narrowed = [...query.keys()].some((name) => name.startsWith('video'));
  if (narrowed && query.get('type') !== 'video') {
    return errorAnswer(400, 'invalidSearchFilter', 'The request contains an invalid combination of filters.');
  }
  const order = query.get('order') ?? 'relevance';
  if (order !== 'relevance' && order !== 'date') {
    return errorAnswer(400, 'invalidParameter', `This YouTube cannot order by ${order}.`);
  }
  const after = dateOf(query.get('publishedAfter'), Number.NEGATIVE_INFINITY);
  const before = dateOf(query.get('publishedBefore'), Number.POSITIVE_INFINITY);
  if (Number.isNaN(after) || Number.isNaN(before)) {
    return errorAnswer(400, 'invalidParameter', 'Invalid value for a date: expected RFC 3339.');
  }
  const page = readPage(options);
  if (isAnswer(page)) return page;
  const found = firstFitting(catalogue.search({ q: query.get('q') ?? '', order, after, before }), (video) => {
    const published = publishedMs(video);
    return (
      isPublic(video) &&
      (query.get('videoLicense') ?? licenseOf(video)) === licenseOf(video) &&
      (query.get('videoEmbeddable') !== 'true' || isEmbeddable(video)) &&
      (query.get('videoCategoryId') ?? categoryOf(video)) === categoryOf(video) &&
      after <= published &&
      published <= before
    );
  });
  return {
    status: 200,
    body: {
      kind: 'youtube#searchListResponse',
      ...page.next(found.length),
      regionCode: 'US',
      pageInfo: { totalResults: found.length === 0 ? 0 : SUPPOSED_TOTAL, resultsPerPage: page.size },
      items: found.slice(page.start, page.start + page.size).map((video) => ({
        kind: 'youtube#searchResult',
        id: { kind: 'youtube#video', videoId: video.id },
        ...(parts.has('snippet') && { snippet: cutSnippet(video) }),
      })),
    },
  };
}

function dateOf(value: string | null, without: number): number {
  if (value === null) return without;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
}

function firstFitting(videos: Iterable<FakeVideo>, fits: (video: FakeVideo) => boolean): FakeVideo[] {
  const found: FakeVideo[] = [];
  for (const video of videos) {
    if (fits(video)) found.push(video);
    if (found.length === MOST_RESULTS) break;
  }
  return found;
}
