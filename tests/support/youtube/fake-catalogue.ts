import { channelOf, type FakeChannel, type FakeVideo, isPublic, publishedMs } from './fake-video.ts';

export interface FakeSearch {
  readonly q: string;
  readonly order: 'relevance' | 'date';
  /** Both inclusive, in ms since 1970. */
  readonly after: number;
  readonly before: number;
}

/** The ids of a playlist, which need not lie in memory. */
export interface IdList {
  readonly length: number;
  slice(start: number, end: number): readonly string[];
}

/** What YouTube has, so that a test can make it up as it is asked for. */
export interface FakeCatalogue {
  video(id: string): FakeVideo | undefined;
  /**
   * What a search finds, in the order asked for. Only the first few hundred that fit are taken, so it should begin
   * within the dates; what does not fit the dates and the other filters is passed over.
   */
  search(search: FakeSearch): Iterable<FakeVideo>;
  /** Undefined where there is no such playlist. */
  playlist(id: string): IdList | undefined;
  channel(by: 'id' | 'handle' | 'username', name: string): FakeChannel | undefined;
}

export const EMPTY_CATALOGUE: FakeCatalogue = {
  video: () => undefined,
  search: () => [],
  playlist: () => undefined,
  channel: () => undefined,
};

export interface FakeContent {
  /** The order in which a search by relevance finds them. */
  readonly videos: readonly FakeVideo[];
  /** Ids by playlist, beside what the videos say of themselves. */
  readonly playlists: Readonly<Record<string, readonly string[]>>;
  readonly channels: readonly FakeChannel[];
}

const SOME_HUNDRED = 500;

/** Videos in both orders a search may ask for. */
interface Listing {
  readonly byRank: readonly FakeVideo[];
  /** Newest first; made when first asked for. */
  byDate?: readonly FakeVideo[];
}

/** A catalogue of what lies in memory. Everything is looked up in an index that is made once. */
export function catalogueOf({ videos, playlists, channels }: FakeContent): FakeCatalogue {
  const byId = new Map(videos.map((video) => [video.id, video]));
  const everywhere: Listing = { byRank: videos.filter((video) => video.listedBy === undefined) };
  const listed = groupBy(videos, (video) => video.listedBy ?? []);
  const uploads = groupBy(videos.filter(isPublic), (video) => [uploadsOf(channelOf(video))]);
  const named = new Map<string, Listing>();
  const uploadLists = new Map<string, readonly string[]>();
  let ranks: ReadonlyMap<FakeVideo, number> | undefined;

  function rankOf(video: FakeVideo): number {
    ranks ??= new Map(videos.map((one, index) => [one, index]));
    return ranks.get(video) ?? 0;
  }
  const byRank = (a: FakeVideo, b: FakeVideo) => rankOf(a) - rankOf(b);
  const byDate = (a: FakeVideo, b: FakeVideo) => publishedMs(b) - publishedMs(a) || byRank(a, b);

  function namedListing(q: string): Listing {
    const listing = named.get(q) ?? { byRank: listed.get(q) ?? [] };
    named.set(q, listing);
    return listing;
  }

  /** Newest first, and without what is gone, unlike the playlists that people make. */
  function uploadList(id: string): readonly string[] | undefined {
    const known = uploadLists.get(id);
    if (known !== undefined) return known;
    const all = new Set([...(uploads.get(id) ?? []), ...(listed.get(id) ?? []).filter(isPublic)]);
    const channel = channels.some((one) => uploadsOf(one.id) === id);
    if (all.size === 0 && !channel) return undefined;
    const ids = newestFirst([...all]).map((video) => video.id);
    uploadLists.set(id, ids);
    return ids;
  }

  return {
    video: (id) => byId.get(id),
    search({ q, order, after, before }) {
      const listings = [everywhere, namedListing(q)] as const;
      const windows = listings.map((listing) => {
        listing.byDate ??= newestFirst(listing.byRank);
        const start = firstIndex(listing.byDate, (video) => publishedMs(video) <= before);
        return {
          all: listing.byDate,
          start,
          end: firstIndex(listing.byDate, (one) => publishedMs(one) < after),
        };
      });
      if (order === 'date') return merged(windows.map(within), byDate);
      // Of a wide window the first few hundred are soon met in the order of rank, a narrow one is soon sorted.
      const width = windows.reduce((sum, { start, end }) => sum + end - start, 0);
      return width ** 2 < SOME_HUNDRED * videos.length
        ? windows.flatMap((window) => [...within(window)]).sort(byRank)
        : merged(
            listings.map((listing) => listing.byRank),
            byRank,
          );
    },
    playlist(id) {
      if (Object.hasOwn(playlists, id)) return playlists[id];
      if (id.startsWith('UU')) return uploadList(id);
      return listed.get(id)?.map((video) => video.id);
    },
    channel(by, name) {
      const plain = (text: string | undefined) => text?.replace(/^@/, '').toLowerCase();
      if (by !== 'id') return channels.find((channel) => plain(channel[by]) === plain(name));
      return (
        channels.find((channel) => channel.id === name) ??
        (uploads.has(uploadsOf(name)) ? { id: name } : undefined)
      );
    },
  };
}

/** The playlist of a channel's uploads. */
export function uploadsOf(channelId: string): string {
  return channelId.replace(/^UC/, 'UU');
}

interface Window {
  readonly all: readonly FakeVideo[];
  readonly start: number;
  readonly end: number;
}

function* within({ all, start, end }: Window): Generator<FakeVideo> {
  for (let index = start; index < end; index += 1) {
    const video = all[index];
    if (video !== undefined) yield video;
  }
}

/** What is in order in each list, in order as a whole, taken only as far as it is asked for. */
function* merged(
  lists: readonly Iterable<FakeVideo>[],
  compare: (a: FakeVideo, b: FakeVideo) => number,
): Generator<FakeVideo> {
  let heads = lists.map((list) => list[Symbol.iterator]()).map((rest) => ({ rest, head: rest.next() }));
  for (;;) {
    heads = heads.filter(({ head }) => head.done !== true);
    const [first] = heads.toSorted((a, b) => compare(a.head.value, b.head.value));
    if (first === undefined) return;
    yield first.head.value;
    first.head = first.rest.next();
  }
}

function newestFirst(videos: readonly FakeVideo[]): FakeVideo[] {
  return videos
    .map((video) => ({ video, at: publishedMs(video) }))
    .sort((a, b) => b.at - a.at)
    .map(({ video }) => video);
}

function groupBy(videos: readonly FakeVideo[], keysOf: (video: FakeVideo) => readonly string[]) {
  const groups = new Map<string, FakeVideo[]>();
  for (const video of videos) {
    for (const key of keysOf(video)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [video]);
      else group.push(video);
    }
  }
  return groups;
}

/** The first index whose video fits, where those that fit all lie behind those that do not. */
function firstIndex(videos: readonly FakeVideo[], fits: (video: FakeVideo) => boolean): number {
  let [low, high] = [0, videos.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const video = videos[middle];
    if (video !== undefined && fits(video)) high = middle;
    else low = middle + 1;
  }
  return low;
}
