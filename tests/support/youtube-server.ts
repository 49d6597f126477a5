import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { QuotaBucket } from '../../db/schema.ts';
import { type Answer, errorAnswer, type PageOptions, unknownParameter } from './youtube/answer.ts';
import { CHANNELS_PARAMETERS, channelsAnswer } from './youtube/channels.ts';
import {
  catalogueOf,
  EMPTY_CATALOGUE,
  type FakeCatalogue,
  type FakeContent,
} from './youtube/fake-catalogue.ts';
import type { FakeChannel, FakeVideo } from './youtube/fake-video.ts';
import {
  type Fault,
  fail,
  KEY_NOT_VALID,
  QUOTA_EXCEEDED,
  SEARCHES_PER_DAY,
  sendJson,
} from './youtube/faults.ts';
import { PLAYLIST_PARAMETERS, playlistAnswer } from './youtube/playlist-items.ts';
import { SEARCH_PARAMETERS, searchAnswer } from './youtube/search.ts';
import { VIDEOS_PARAMETERS, videosAnswer } from './youtube/videos.ts';

export type { FakeCatalogue, FakeSearch, IdList } from './youtube/fake-catalogue.ts';
export type { FakeChannel, FakeVideo } from './youtube/fake-video.ts';
export * from './youtube/faults.ts';

export type Resource = 'search' | 'videos' | 'playlistItems' | 'channels';

interface Handler {
  readonly bucket: QuotaBucket;
  readonly parameters: readonly string[];
  readonly answer: (options: PageOptions, catalogue: FakeCatalogue) => Answer;
}

const HANDLERS: Readonly<Record<Resource, Handler>> = {
  search: { bucket: 'search', parameters: SEARCH_PARAMETERS, answer: searchAnswer },
  videos: { bucket: 'read', parameters: VIDEOS_PARAMETERS, answer: videosAnswer },
  playlistItems: { bucket: 'read', parameters: PLAYLIST_PARAMETERS, answer: playlistAnswer },
  channels: { bucket: 'read', parameters: CHANNELS_PARAMETERS, answer: channelsAnswer },
};

export interface SeenRequest {
  readonly resource: string;
  /** Path and query, as on the request line. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** How many items the answer had; undefined where it went wrong. */
  items?: number;
}

/** Makes another item of one, given its place in the answer. */
export type Spoil = (item: Record<string, unknown>, index: number) => unknown;

export interface YouTubeServerOptions {
  readonly apiKey: string;
  /** Requests a day; without limit where none is named. */
  readonly budgets?: Readonly<Partial<Record<QuotaBucket, number>>>;
  /** How it says that a day is used up; as a 403 unless told. */
  readonly quotaFault?: 403 | 429;
}

export interface YouTubeServer {
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** Requests that count against the day's budgets, refused and faulty ones included. */
  readonly spent: Readonly<Record<QuotaBucket, number>>;
  /** How many requests came for a resource. */
  calls(resource: Resource): number;
  /** Replaces what YouTube has. */
  setVideos(videos: readonly FakeVideo[]): void;
  /** Replaces the playlists, by their ids, that are not told by the videos' own `listedBy` and `channelId`. */
  setPlaylists(playlists: Readonly<Record<string, readonly string[]>>): void;
  setChannels(channels: readonly FakeChannel[]): void;
  /** In place of all of these: what YouTube has is made up as it is asked for. */
  setCatalogue(catalogue: Partial<FakeCatalogue>): void;
  /** Every page token given so far is invalid from now on. */
  expirePageTokens(): void;
  /** Another day begins: the budgets are full again. */
  resetQuota(): void;
  /** The next requests for the resource go wrong like this, one fault a request. */
  failNext(resource: Resource, ...faults: Fault[]): void;
  /** Changes items of good answers for the resource, as the API is reported to do now and then; undefined ends it. */
  spoil(resource: Resource, spoil: Spoil | undefined): void;
  /** Every request for the resource goes wrong like this from now on; undefined ends it. */
  failAlways(resource: Resource, fault: Fault | undefined): void;
  close(): Promise<void>;
}

/**
 * A server on loopback that behaves as the YouTube Data API v3 documents it, as far as the catalogue asks.
 *
 * @see https://developers.google.com/youtube/v3/docs
 */
export async function startYouTubeServer({
  apiKey,
  budgets = {},
  quotaFault = 403,
}: YouTubeServerOptions): Promise<YouTubeServer> {
  const requests: SeenRequest[] = [];
  const queued = new Map<string, Fault[]>();
  const always = new Map<string, Fault>();
  const spoils = new Map<string, Spoil>();
  const spent = { search: 0, read: 0 };
  let content: FakeContent = { videos: [], playlists: {}, channels: [] };
  let catalogue: FakeCatalogue | undefined;
  let generation = 0;

  function setContent(change: Partial<FakeContent>) {
    content = { ...content, ...change };
    catalogue = undefined;
  }

  function outcomeOf({ resource, query, headers }: SeenRequest): Answer | Fault {
    const handler = isResource(resource) ? HANDLERS[resource] : undefined;
    const keyFits = headers['x-goog-api-key'] === apiKey;
    if (handler !== undefined && keyFits) spent[handler.bucket] += 1;
    const fault = queued.get(resource)?.shift() ?? always.get(resource);
    if (fault !== undefined) return fault;
    if (!keyFits) return KEY_NOT_VALID;
    if (handler === undefined) return errorAnswer(404, 'notFound', 'Not Found');
    if (spent[handler.bucket] > (budgets[handler.bucket] ?? Number.POSITIVE_INFINITY)) {
      return quotaFault === 429 ? SEARCHES_PER_DAY : QUOTA_EXCEEDED;
    }
    catalogue ??= catalogueOf(content);
    const answer =
      unknownParameter(query, handler.parameters) ?? handler.answer({ query, generation }, catalogue);
    return spoiled(answer, spoils.get(resource));
  }

  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://localhost');
    const seen: SeenRequest = { resource: pathname.replace('/youtube/v3/', ''), url, query, headers };
    requests.push(seen);
    const outcome = outcomeOf(seen);
    if ('kind' in outcome) fail(response, outcome);
    else {
      if ('items' in outcome.body && Array.isArray(outcome.body.items))
        seen.items = outcome.body.items.length;
      send(response, outcome, headers['if-none-match']);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spent,
    calls: (resource) => requests.filter((request) => request.resource === resource).length,
    setVideos: (videos) => setContent({ videos }),
    setPlaylists: (playlists) => setContent({ playlists }),
    setChannels: (channels) => setContent({ channels }),
    setCatalogue(lazy) {
      catalogue = { ...EMPTY_CATALOGUE, ...lazy };
    },
    expirePageTokens() {
      generation += 1;
    },
    resetQuota() {
      Object.assign(spent, { search: 0, read: 0 });
    },
    failNext(resource, ...faults) {
      queued.set(resource, [...(queued.get(resource) ?? []), ...faults]);
    },
    spoil(resource, spoil) {
      if (spoil === undefined) spoils.delete(resource);
      else spoils.set(resource, spoil);
    },
    failAlways(resource, fault) {
      if (fault === undefined) always.delete(resource);
      else always.set(resource, fault);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function spoiled(answer: Answer, spoil: Spoil | undefined): Answer {
  if (spoil === undefined || !('items' in answer.body) || !Array.isArray(answer.body.items)) return answer;
  const items = answer.body.items.map((item: object, index) => spoil({ ...item }, index));
  return { ...answer, body: { ...answer.body, items } };
}

function isResource(name: string): name is Resource {
  return Object.hasOwn(HANDLERS, name);
}

/** Every good answer has an etag, and whoever knows it already gets an empty one. */
function send(response: ServerResponse, { status, body }: Answer, known: string | undefined): void {
  if (status !== 200) {
    sendJson(response, status, body);
    return;
  }
  const etag = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 27);
  const quoted = `"${etag}"`;
  if (known?.replace(/^W\//, '') === quoted) response.writeHead(304, { etag: quoted }).end();
  else sendJson(response, status, { etag, ...body }, { etag: quoted });
}
