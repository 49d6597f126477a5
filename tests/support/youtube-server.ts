import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Answer,
  errorAnswer,
  type FakeVideo,
  playlistAnswer,
  searchAnswer,
  videosAnswer,
} from './youtube-answers.ts';

export type { FakeVideo } from './youtube-answers.ts';

/** What may go wrong with one request. */
export type Fault =
  | {
      readonly kind: 'api';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfter?: string;
    }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'cut-json' | 'empty' | 'no-items' | 'reset' | 'reset-in-body' | 'hang' | 'hang-in-body' }
  | { readonly kind: 'redirect'; readonly to: string };

const ANSWERS = { search: searchAnswer, videos: videosAnswer, playlistItems: playlistAnswer } as const;

export type Resource = keyof typeof ANSWERS;

export interface SeenRequest {
  readonly resource: string;
  /** Path and query, as on the request line. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface YouTubeServer {
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** How many requests came for a resource. */
  calls(resource: Resource): number;
  /** Replaces what YouTube has. */
  setVideos(videos: readonly FakeVideo[]): void;
  /** The next requests for the resource go wrong like this, one fault a request. */
  failNext(resource: Resource, ...faults: Fault[]): void;
  /** Every request for the resource goes wrong like this from now on; undefined ends it. */
  failAlways(resource: Resource, fault: Fault | undefined): void;
  close(): Promise<void>;
}

/** The API's error for a day whose allowance is used up. */
export const QUOTA_EXCEEDED: Fault = {
  kind: 'api',
  status: 403,
  reason: 'quotaExceeded',
  message: 'The request cannot be completed because you have exceeded your quota.',
};

/**
 * A server on loopback that behaves as the YouTube Data API v3 documents it, as far as the catalogue asks.
 *
 * @see https://developers.google.com/youtube/v3/docs
 */
export async function startYouTubeServer({ apiKey }: { readonly apiKey: string }): Promise<YouTubeServer> {
  const requests: SeenRequest[] = [];
  const queued = new Map<string, Fault[]>();
  const always = new Map<string, Fault>();
  let videos: readonly FakeVideo[] = [];

  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://localhost');
    const resource = pathname.replace('/youtube/v3/', '');
    requests.push({ resource, url: request.url ?? '', query, headers: request.headers });
    const fault = queued.get(resource)?.shift() ?? always.get(resource);
    if (fault !== undefined) fail(response, fault);
    else if (request.headers['x-goog-api-key'] !== apiKey) {
      send(response, errorAnswer(400, 'badRequest', 'API key not valid. Please pass a valid API key.'));
    } else if (resource in ANSWERS) send(response, ANSWERS[resource as Resource](query, videos));
    else send(response, errorAnswer(404, 'notFound', 'Not Found'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    calls: (resource) => requests.filter((request) => request.resource === resource).length,
    setVideos(all) {
      videos = all;
    },
    failNext(resource, ...faults) {
      queued.set(resource, [...(queued.get(resource) ?? []), ...faults]);
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

function fail(response: ServerResponse, fault: Fault): void {
  const json = { 'content-type': 'application/json' };
  switch (fault.kind) {
    case 'api':
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      send(response, errorAnswer(fault.status, fault.reason, fault.message ?? 'fault'));
      break;
    case 'page':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(`<html>${fault.text}</html>`);
      break;
    case 'redirect':
      response.writeHead(302, { location: fault.to }).end();
      break;
    case 'cut-json':
      response.writeHead(200, json).end('{"items":[{"id":');
      break;
    case 'empty':
      response.writeHead(200, json).end();
      break;
    case 'no-items':
      send(response, { status: 200, body: { kind: 'youtube#videoListResponse' } });
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'reset-in-body':
      response.writeHead(200, { ...json, 'content-length': '1000' });
      response.write('{"items":[', () => response.socket?.resetAndDestroy());
      break;
    case 'hang-in-body':
      response.writeHead(200, { ...json, 'content-length': '1000' }).write('{"items":[');
      break;
    case 'hang':
      break;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}
