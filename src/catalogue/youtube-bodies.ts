import { z } from 'zod';
import type { PlaylistPage, SearchPage, YouTubeChannel } from './youtube.ts';

const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;
const CHANNEL_ID = /^UC[A-Za-z0-9_-]{22}$/;

/*
 * Each answer's envelope is read strictly: without its list of items it is no answer. Each item is read by itself, since
 * the API now and then leaves out a part of one, which must not cost the others.
 */

const items = z.array(z.unknown());

const searchItem = z.object({ id: z.object({ videoId: z.unknown().optional() }) });
const datedItem = z.object({ snippet: z.object({ publishedAt: z.iso.datetime({ offset: true }) }) });

/**
 * `search.list` with `part=snippet`, of which only the date is of use: the text is cut and escaped. Results that are no video
 * are left out; a video without a date is named all the same. Where none has one, nobody could tell how far back the page went, so
 * that is no answer.
 */
export const searchBody = z
  .object({ items, nextPageToken: z.string().optional() })
  .transform(({ items: all, nextPageToken }, context): SearchPage => {
    const videoIds: string[] = [];
    const dates: number[] = [];
    let skipped = 0;
    for (const item of all) {
      const named = searchItem.safeParse(item);
      if (!named.success) skipped += 1;
      else if (isVideoId(named.data.id.videoId)) {
        videoIds.push(named.data.id.videoId);
        const { data: dated } = datedItem.safeParse(item);
        if (dated !== undefined) dates.push(Date.parse(dated.snippet.publishedAt));
      }
    }
    if (videoIds.length > 0 && dates.length === 0) {
      context.addIssue({ code: 'custom', message: 'no dates', path: ['items', 'snippet', 'publishedAt'] });
      return z.NEVER;
    }
    const published =
      dates.length === 0
        ? undefined
        : { from: new Date(Math.min(...dates)), to: new Date(Math.max(...dates)) };
    return { videoIds, nextPageToken, skipped, published };
  });

const playlistItem = z.object({ contentDetails: z.object({ videoId: z.string().regex(VIDEO_ID) }) });

/** `playlistItems.list` with `part=contentDetails`. */
export const playlistItemsBody = z
  .object({
    items,
    nextPageToken: z.string().optional(),
    pageInfo: z
      .object({ totalResults: z.int().nonnegative().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .transform(({ items: all, nextPageToken, pageInfo }): PlaylistPage => {
    const videoIds = all.flatMap((item) => playlistItem.safeParse(item).data?.contentDetails.videoId ?? []);
    return {
      videoIds,
      nextPageToken,
      skipped: all.length - videoIds.length,
      total: pageInfo?.totalResults,
    };
  });

const channelItem = z.object({
  id: z.string().regex(CHANNEL_ID),
  snippet: z.object({ title: z.string().catch('') }).catch({ title: '' }),
});

/**
 * `channels.list` with `part=snippet`: the first channel that can be read, or undefined. Without a match `items` is left out
 * altogether, so that only `kind` tells "no such channel" from a body that is something else.
 */
export const channelsBody = z
  .object({ kind: z.literal('youtube#channelListResponse'), items: items.optional() })
  .transform(({ items: all = [] }, context): YouTubeChannel | undefined => {
    for (const item of all) {
      const { data } = channelItem.safeParse(item);
      if (data !== undefined) return { id: data.id, title: data.snippet.title };
    }
    if (all.length === 0) return undefined;
    context.addIssue({ code: 'custom', message: 'no channel', path: ['items', 'id'] });
    return z.NEVER;
  });

/** The documented error body; every part may be missing. @see https://developers.google.com/youtube/v3/docs/errors */
export const errorBody = z.object({
  error: z.object({
    message: z.string().catch(''),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
    /** Google's newer way to tell a reason, in capitals and finer than the older one. */
    details: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
});

function isVideoId(id: unknown): id is string {
  return typeof id === 'string' && VIDEO_ID.test(id);
}
