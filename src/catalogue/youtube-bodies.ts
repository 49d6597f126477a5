import { z } from 'zod';
import type { PlaylistPage, SearchPage, YouTubeVideo } from './youtube.ts';

const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;
const CHANNEL_ID = /^UC[A-Za-z0-9_-]{22}$/;

/**
 * `search.list` with `part=snippet`, of which only the date is of use: the text is cut and escaped. Without dates
 * nobody could tell how far back the page went, so they must be there. Results that are no video are left out.
 */
export const searchBody = z
  .object({
    items: z.array(
      z.object({
        id: z.object({ videoId: z.string().optional() }),
        snippet: z.object({ publishedAt: z.iso.datetime({ offset: true }) }),
      }),
    ),
    nextPageToken: z.string().optional(),
  })
  .transform(({ items, nextPageToken }): SearchPage => {
    const videos = items.flatMap(({ id: { videoId }, snippet }) =>
      isVideoId(videoId) ? [{ videoId, at: Date.parse(snippet.publishedAt) }] : [],
    );
    const dates = videos.map(({ at }) => at);
    return {
      videoIds: videos.map(({ videoId }) => videoId),
      nextPageToken,
      published:
        dates.length === 0
          ? undefined
          : { from: new Date(Math.min(...dates)), to: new Date(Math.max(...dates)) },
    };
  });

/** `playlistItems.list` with `part=contentDetails`. */
export const playlistItemsBody = z
  .object({
    items: z.array(z.object({ contentDetails: z.object({ videoId: z.string() }) })),
    nextPageToken: z.string().optional(),
    pageInfo: z.object({ totalResults: z.int().nonnegative().optional() }).optional(),
  })
  .transform(
    ({ items, nextPageToken, pageInfo }): PlaylistPage => ({
      videoIds: items.map(({ contentDetails }) => contentDetails.videoId).filter(isVideoId),
      nextPageToken,
      total: pageInfo?.totalResults,
    }),
  );

/**
 * `channels.list` with `part=id`: the channel's id, or undefined. Without a match `items` is left out altogether, so
 * that only `kind` tells "no such channel" from a body that is something else.
 */
export const channelsBody = z
  .object({
    kind: z.literal('youtube#channelListResponse'),
    items: z.array(z.object({ id: z.string().regex(CHANNEL_ID) })).optional(),
  })
  .transform(({ items }): string | undefined => items?.[0]?.id);

const countries = z.array(z.string());

/**
 * `videos.list`. Strict about what decides whether a song stays in the catalogue: an item without it makes the
 * whole answer invalid, because an absent item means that the video is gone. What decides nothing is left out where it makes
 * no sense, or one odd item would hold up all that are asked for with it.
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
          tags: z.array(z.string()).default([]).catch([]),
          publishedAt: z.iso.datetime({ offset: true }).optional().catch(undefined),
          liveBroadcastContent: z.string().default('none'),
          categoryId: z.string().optional(),
        }),
        contentDetails: z.object({
          duration: z.string().optional(),
          regionRestriction: z
            .object({ allowed: countries.optional(), blocked: countries.optional() })
            .optional(),
        }),
        status: z.object({ license: z.string(), embeddable: z.boolean(), privacyStatus: z.string() }),
        topicDetails: z
          .object({ topicCategories: z.array(z.string()).default([]) })
          .default({ topicCategories: [] })
          .catch({ topicCategories: [] }),
      }),
    ),
  })
  .transform(({ items }): YouTubeVideo[] =>
    items.map((item) => ({
      ...item,
      snippet: {
        ...item.snippet,
        publishedAt: item.snippet.publishedAt,
        categoryId: item.snippet.categoryId,
      },
      contentDetails: {
        duration: item.contentDetails.duration,
        regionRestriction: item.contentDetails.regionRestriction,
      },
    })),
  );

/** The documented error body; every part may be missing. @see https://developers.google.com/youtube/v3/docs/errors */
export const errorBody = z.object({
  error: z.object({
    message: z.string().catch(''),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
    /** Google's newer way to tell a reason, in capitals and finer than the older one. */
    details: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
});

function isVideoId(id: string | undefined): id is string {
  return id !== undefined && VIDEO_ID.test(id);
}
