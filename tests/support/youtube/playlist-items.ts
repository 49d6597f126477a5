import { type Answer, errorAnswer, isAnswer, type PageOptions, partsOf, readPage } from './answer.ts';
import type { FakeCatalogue } from './fake-catalogue.ts';
import { isReadable, publishedAt, titleOf } from './fake-video.ts';

export const PLAYLIST_PARAMETERS = ['part', 'playlistId', 'maxResults', 'pageToken'];

/** What the API answers to `playlistItems.list`: videos that are deleted or private keep their place. */
export function playlistAnswer(options: PageOptions, catalogue: FakeCatalogue): Answer {
  const { query } = options;
  const parts = partsOf(query, ['id', 'snippet', 'contentDetails', 'status']);
  if (isAnswer(parts)) return parts;
  const playlistId = query.get('playlistId');
  if (playlistId === null) return errorAnswer(400, 'missingRequiredParameter', 'No filter selected.');
  const page = readPage(options);
  if (isAnswer(page)) return page;
  const ids = catalogue.playlist(playlistId);
  if (ids === undefined) {
    const message =
      "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.";
    return errorAnswer(404, 'playlistNotFound', message, 'youtube.playlistItem');
  }
  return {
    status: 200,
    body: {
      kind: 'youtube#playlistItemListResponse',
      ...page.next(ids.length),
      pageInfo: { totalResults: ids.length, resultsPerPage: page.size },
      items: ids.slice(page.start, Math.min(page.start + page.size, ids.length)).map((id, index) => {
        const video = catalogue.video(id);
        const readable = isReadable(video);
        const gone = video === undefined || video.deleted === true ? 'Deleted video' : 'Private video';
        return {
          kind: 'youtube#playlistItem',
          id: Buffer.from(`${playlistId}.${page.start + index}`).toString('base64url'),
          ...(parts.has('snippet') && {
            snippet: {
              title: readable ? titleOf(video) : gone,
              playlistId,
              position: page.start + index,
              resourceId: { kind: 'youtube#video', videoId: id },
            },
          }),
          ...(parts.has('contentDetails') && {
            contentDetails: { videoId: id, ...(readable && { videoPublishedAt: publishedAt(video) }) },
          }),
          ...(parts.has('status') && {
            status: { privacyStatus: readable ? 'public' : 'privacyStatusUnspecified' },
          }),
        };
      }),
    },
  };
}
