import { type Answer, errorAnswer, isAnswer, type PageOptions, partsOf } from './answer.ts';
import type { FakeCatalogue } from './fake-catalogue.ts';
import { fullSnippet, isEmbeddable, isReadable, licenseOf, privacyOf } from './fake-video.ts';

export const VIDEOS_PARAMETERS = ['part', 'id'];

const MOST_IDS = 50;

/** What the API answers to `videos.list`: ids that are deleted or private are absent from it. */
export function videosAnswer({ query }: PageOptions, catalogue: FakeCatalogue): Answer {
  const parts = partsOf(query, ['id', 'snippet', 'contentDetails', 'status', 'topicDetails']);
  if (isAnswer(parts)) return parts;
  const ids = query.getAll('id').flatMap((some) => some.split(',').filter((id) => id !== ''));
  if (ids.length === 0) return errorAnswer(400, 'missingRequiredParameter', 'No filter selected.');
  if (ids.length > MOST_IDS) return errorAnswer(400, 'invalidParameter', 'Too many ids.');
  const items = [...new Set(ids)]
    .map((id) => catalogue.video(id))
    .filter(isReadable)
    .map((video) => ({
      kind: 'youtube#video',
      id: video.id,
      ...(parts.has('snippet') && { snippet: fullSnippet(video) }),
      ...(parts.has('contentDetails') && {
        contentDetails: {
          ...(video.duration !== null && { duration: video.duration ?? 'PT3M5S' }),
          ...(video.regionRestriction && { regionRestriction: video.regionRestriction }),
        },
      }),
      ...(parts.has('status') && {
        status: {
          uploadStatus: 'processed',
          privacyStatus: privacyOf(video),
          license: licenseOf(video),
          embeddable: isEmbeddable(video),
        },
      }),
      ...(parts.has('topicDetails') &&
        video.topicCategories && { topicDetails: { topicCategories: video.topicCategories } }),
    }));
  const pageInfo = { totalResults: items.length, resultsPerPage: items.length };
  return { status: 200, body: { kind: 'youtube#videoListResponse', items, pageInfo } };
}
