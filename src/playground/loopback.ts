import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { NotLoopbackError } from './not-loopback-error.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** @throws {NotLoopbackError} unless only this machine can reach `host` */
export function requireLoopback(host: string): void {
  if (!LOOPBACK.has(host)) throw new NotLoopbackError(host);
}

/**
 * Whether a request names this machine in its `Host` header.
 * A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding); its requests then carry that name.
 */
export function namesLoopback(request: IncomingMessage): boolean {
  const host = /^(?<name>\[[^\]]+\]|[^:]*)(:\d+)?$/.exec(request.headers.host ?? '')?.groups?.name;
  return host !== undefined && LOOPBACK.has(host.replace(/^\[|\]$/g, '').toLowerCase());
}

/**
 * Whether a browser sent a request on behalf of another site. Programs such as the bot send neither header.
 * `Origin` is compared with `Host`, which {@link namesLoopback} has checked.
 */
export function fromAnotherSite(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Whether a browser opens the page itself, as by a link on another site; that neither reads nor changes anything. */
export function opensPage({ method, url, headers }: IncomingMessage): boolean {
  return method === 'GET' && url?.split('?')[0] === '/' && headers['sec-fetch-mode'] === 'navigate';
}

/** `http://host:port`, with brackets around an IPv6 address. */
export function originOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
