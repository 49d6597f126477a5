import { type Answer, errorAnswer, isAnswer, type PageOptions, partsOf } from './answer.ts';
import { type FakeCatalogue, uploadsOf } from './fake-catalogue.ts';
import type { FakeChannel } from './fake-video.ts';

export const CHANNELS_PARAMETERS = ['part', 'id', 'forHandle', 'forUsername', 'maxResults'];

const FILTERS = { id: 'id', forHandle: 'handle', forUsername: 'username' } as const;

/** What the API answers to `channels.list`: without a match there are no `items` at all. */
export function channelsAnswer({ query }: PageOptions, catalogue: FakeCatalogue): Answer {
  const parts = partsOf(query, ['id', 'snippet', 'contentDetails']);
  if (isAnswer(parts)) return parts;
  const filters = Object.entries(FILTERS).filter(([parameter]) => query.has(parameter));
  const [filter] = filters;
  if (filter === undefined) return errorAnswer(400, 'missingRequiredParameter', 'No filter selected.');
  if (filters.length > 1) {
    return errorAnswer(400, 'incompatibleParameters', 'Incompatible parameters specified in the request.');
  }
  const [parameter, by] = filter;
  const value = query.get(parameter) ?? '';
  const names = by === 'id' ? value.split(',') : [value];
  const items = names
    .map((name) => catalogue.channel(by, name))
    .filter((channel): channel is FakeChannel => channel !== undefined)
    .map((channel) => ({
      kind: 'youtube#channel',
      id: channel.id,
      ...(parts.has('snippet') && { snippet: { title: channel.title ?? 'A channel' } }),
      ...(parts.has('contentDetails') && {
        contentDetails: { relatedPlaylists: { likes: '', uploads: uploadsOf(channel.id) } },
      }),
    }));
  return {
    status: 200,
    body: {
      kind: 'youtube#channelListResponse',
      pageInfo: { totalResults: items.length, resultsPerPage: 5 },
      ...(items.length > 0 && { items }),
    },
  };
}
