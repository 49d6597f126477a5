import { type Answer, errorAnswer, isAnswer, type PageOptions, partsOf } from './answer.ts';
import type { FakeCatalogue } from './fake-catalogue.ts';
import { type FakeVideo, fullSnippet, isEmbeddable, isReadable, licenseOf, privacyOf } from './fake-video.ts';

export const VIDEOS_PARAMETERS = ['part', 'id', 'maxHeight', 'maxWidth'];

const PARTS = ['id', 'snippet', 'contentDetails', 'status', 'topicDetails', 'liveStreamingDetails', 'player'];

const MOST_IDS = 50;

/** What the API answers to `videos.list`: ids that are deleted or private are absent from it. */
export function videosAnswer({ query }: PageOptions, catalogue: FakeCatalogue): Answer {
  const parts = partsOf(query, PARTS);
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
          contentRating: video.ageRestricted === true ? { ytRating: 'ytAgeRestricted' } : {},
        },
      }),
      ...(parts.has('status') && {
        status: {
          uploadStatus: 'processed',
          privacyStatus: privacyOf(video),
          license: licenseOf(video),
          embeddable: isEmbeddable(video),
          ...(video.madeForKids !== undefined && { madeForKids: video.madeForKids }),
        },
      }),
      ...(parts.has('liveStreamingDetails') &&
        video.scheduledStartTime !== undefined && {
          liveStreamingDetails: { scheduledStartTime: video.scheduledStartTime },
        }),
      ...(parts.has('player') && { player: playerOf(video, query) }),
      ...(parts.has('topicDetails') &&
        video.topicCategories && { topicDetails: { topicCategories: video.topicCategories } }),
    }));
  const pageInfo = { totalResults: items.length, resultsPerPage: items.length };
  return { status: 200, body: { kind: 'youtube#videoListResponse', items, pageInfo } };
}

/** The player's size is told where one was asked for and the video's shape is known, as whole numbers in texts. */
function playerOf({ id, shape }: FakeVideo, query: URLSearchParams) {
  const embedHtml = `<iframe src="//www.youtube.com/embed/${id}"></iframe>`;
  const [width, height] = [Number(query.get('maxWidth')), Number(query.get('maxHeight'))];
  if (shape === undefined || width === 0 || height === 0) return { embedHtml };
  const scale = Math.min(width / shape.width, height / shape.height);
  const size = (side: number) => String(Math.round(side * scale));
  return { embedHtml, embedHeight: size(shape.height), embedWidth: size(shape.width) };
}
