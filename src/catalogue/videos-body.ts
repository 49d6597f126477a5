import { z } from 'zod';
import type { VideosAnswer, YouTubeVideo } from './youtube.ts';

const countries = z.array(z.string());

/** The API writes whole numbers of 64 bits as texts. */
const size = z.coerce.number().int().positive().optional().catch(undefined);

/**
 * One video of `videos.list`. Strict about what decides whether it is a song and may be shown; what decides nothing is left
 * out where it makes no sense.
 */
const item = z.object({
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
    regionRestriction: z.object({ allowed: countries.optional(), blocked: countries.optional() }).optional(),
    contentRating: z.object({ ytRating: z.string().optional() }).optional(),
  }),
  status: z.object({
    license: z.string(),
    embeddable: z.boolean(),
    privacyStatus: z.string(),
    madeForKids: z.boolean().optional().catch(undefined),
  }),
  liveStreamingDetails: z
    .object({ scheduledStartTime: z.iso.datetime({ offset: true }).optional() })
    .optional()
    .catch(undefined),
  player: z.object({ embedWidth: size, embedHeight: size }).default({}).catch({}),
  topicDetails: z
    .object({ topicCategories: z.array(z.string()).default([]) })
    .default({ topicCategories: [] })
    .catch({ topicCategories: [] }),
});

const named = z.object({ id: z.string().min(1) });

/** `videos.list`: each item by itself, since the API now and then leaves out a part of one, or writes null. */
export const videosBody = z.object({ items: z.array(z.unknown()) }).transform((body): VideosAnswer => {
  const videos: YouTubeVideo[] = [];
  const unreadable = new Set<string>();
  let nameless = false;
  for (const one of body.items) {
    const { data } = item.safeParse(one);
    if (data !== undefined) videos.push(videoOf(data));
    else {
      const id = named.safeParse(one).data?.id;
      if (id === undefined) nameless = true;
      else unreadable.add(id);
    }
  }
  return { videos, unreadable, nameless };
});

function videoOf({ liveStreamingDetails, ...video }: z.output<typeof item>): YouTubeVideo {
  const { snippet, contentDetails } = video;
  const startsAt = liveStreamingDetails?.scheduledStartTime;
  return {
    ...video,
    snippet: { ...snippet, publishedAt: snippet.publishedAt, categoryId: snippet.categoryId },
    contentDetails: {
      ...contentDetails,
      duration: contentDetails.duration,
      regionRestriction: contentDetails.regionRestriction,
    },
    startsAt: startsAt === undefined ? undefined : new Date(startsAt),
  };
}
