import type { ServerResponse } from 'node:http';
import { errorAnswer } from './answer.ts';

/** What may go wrong with one request. */
export type Fault =
  | {
      readonly kind: 'api';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      /** Seconds, or a date as HTTP writes it. */
      readonly retryAfter?: string;
    }
  /** A JSON body of the test's own. */
  | { readonly kind: 'body'; readonly status?: number; readonly body: object }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'cut-json' | 'empty' | 'no-items' | 'reset' | 'reset-in-body' | 'hang' | 'hang-in-body' }
  | { readonly kind: 'redirect'; readonly to: string };

/** The API's error for a day whose allowance is used up. */
export const QUOTA_EXCEEDED: Fault = {
  kind: 'api',
  status: 403,
  reason: 'quotaExceeded',
  message: 'The request cannot be completed because you have exceeded your quota.',
};

/** The same as it was seen to come for searches. */
export const SEARCHES_PER_DAY: Fault = {
  kind: 'api',
  status: 429,
  reason: 'rateLimitExceeded',
  message:
    "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service 'youtube.googleapis.com' for consumer 'project_number:123456789012'.",
};

export const ACCESS_NOT_CONFIGURED: Fault = {
  kind: 'api',
  status: 403,
  reason: 'accessNotConfigured',
  message: 'YouTube Data API v3 has not been used in project 123456789012 before or it is disabled.',
};

/** What most wrong keys meet. */
export const KEY_NOT_VALID: Fault = {
  kind: 'api',
  status: 400,
  reason: 'badRequest',
  message: 'API key not valid. Please pass a valid API key.',
};

export const KEY_INVALID: Fault = { kind: 'api', status: 400, reason: 'keyInvalid', message: 'Bad Request' };

export const RATE_LIMITED: Fault = {
  kind: 'api',
  status: 403,
  reason: 'rateLimitExceeded',
  message: 'Rate Limit Exceeded',
};

export const OVERLOADED: Fault = {
  kind: 'api',
  status: 503,
  reason: 'backendError',
  message: 'Backend Error',
};

export const BAD_GATEWAY: Fault = { kind: 'page', status: 502, text: 'Bad Gateway' };

/** A page where JSON was asked for, as a captive portal answers. */
export const PORTAL: Fault = { kind: 'page', status: 200, text: 'Please sign in' };

export function fail(response: ServerResponse, fault: Fault): void {
  switch (fault.kind) {
    case 'api':
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      sendJson(
        response,
        fault.status,
        errorAnswer(fault.status, fault.reason, fault.message ?? 'fault').body,
      );
      break;
    case 'body':
      sendJson(response, fault.status ?? 200, fault.body);
      break;
    case 'page':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(`<html>${fault.text}</html>`);
      break;
    case 'redirect':
      response.writeHead(302, { location: fault.to }).end();
      break;
    case 'cut-json':
      response.writeHead(200, JSON_TYPE).end('{"items":[{"id":');
      break;
    case 'empty':
      response.writeHead(200, JSON_TYPE).end();
      break;
    case 'no-items':
      sendJson(response, 200, { kind: 'youtube#videoListResponse' });
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'reset-in-body':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
      response.write('{"items":[', () => response.socket?.resetAndDestroy());
      break;
    case 'hang-in-body':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }).write('{"items":[');
      break;
    case 'hang':
      break;
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body));
}
