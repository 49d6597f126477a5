import { z } from 'zod';
import type { IdPage, YouTubeVideo } from './youtube.ts';

const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;

/** `search.list` with `part=id`. Results that are no video are left out. */
export const searchBody = z
  .object({
    items: z.array(z.object({ id: z.object({ videoId: z.string().optional() }) })),
    nextPageToken: z.string().optional(),
  })
  .transform(
    ({ items, nextPageToken }): IdPage => ({
      videoIds: valid(items.map(({ id }) => id.videoId)),
      nextPageToken,
    }),
  );

/** `playlistItems.list` with `part=contentDetails`. */
export const playlistItemsBody = z
  .object({
    items: z.array(z.object({ contentDetails: z.object({ videoId: z.string() }) })),
    nextPageToken: z.string().optional(),
  })
  .transform(
    ({ items, nextPageToken }): IdPage => ({
      videoIds: valid(items.map(({ contentDetails }) => contentDetails.videoId)),
      nextPageToken,
    }),
  );

/**
 * `videos.list`. Strict about what decides whether a song stays in the catalogue: an item without it makes the
 * whole answer invalid, because an absent item means that the video is gone.
 */
export const videosBody = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        snippet: z.object({
          title: z.string(),
          description: z.string().default(''),
          channelTitle: z.string().default(''),
          channelId: z.string().default(''),
          tags: z.array(z.string()).default([]),
          publishedAt: z.iso.datetime({ offset: true }).optional(),
          liveBroadcastContent: z.string().default('none'),
        }),
        contentDetails: z.object({ duration: z.string().optional() }),
        status: z.object({ license: z.string(), embeddable: z.boolean(), privacyStatus: z.string() }),
        topicDetails: z
          .object({ topicCategories: z.array(z.string()).default([]) })
          .default({ topicCategories: [] }),
      }),
    ),
  })
  .transform(({ items }): YouTubeVideo[] =>
    items.map((item) => ({
      ...item,
      snippet: { ...item.snippet, publishedAt: item.snippet.publishedAt },
      contentDetails: { duration: item.contentDetails.duration },
    })),
  );

/** The documented error body; every part may be missing. @see https://developers.google.com/youtube/v3/docs/errors */
export const errorBody = z.object({
  error: z.object({
    message: z.string().catch(''),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
});

function valid(ids: readonly (string | undefined)[]): string[] {
  return ids.filter((id): id is string => id !== undefined && VIDEO_ID.test(id));
}
