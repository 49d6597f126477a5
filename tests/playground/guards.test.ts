import { once } from 'node:events';
import { get } from 'node:http';
import { connect as openSocket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ObservedRequests } from '../../src/playground/observed-requests.ts';
import { startPlayground, startWithBot } from './harness.ts';

const FOREIGN = { origin: 'https://evil.example' };

/** What a page of another site can send without asking first: a form with a file in it. */
function form(bytes: number): FormData {
  const body = new FormData();
  body.set('payload_json', JSON.stringify({ type: 4, data: { content: 'x'.repeat(bytes) } }));
  return body;
}

test.each([
  ['POST', 'api/v10/interactions/1/x/callback'],
  ['POST', 'api/v10/webhooks/1/x'],
  ['GET', 'api/v10/gateway'],
  ['GET', 'avatars/1.svg'],
  ['GET', 'attachments/1/a.png'],
  ['POST', 'page/messages'],
  ['GET', 'vendor/lit/index.js'],
])('another site’s page is refused before its body is read: %s %s', async (method, path) => {
  const { url, requests } = await startPlayground();
  const answer = await fetch(url + path, {
    method,
    headers: FOREIGN,
    ...(method === 'POST' && { body: form(9_000_000) }),
  });
  expect(answer.status).toBe(403);
  expect(requests.map(({ body }) => body)).toEqual(requests.map(() => undefined));
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
});

test('a link on another site opens the page', async () => {
  const { url } = await startPlayground();
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  // `fetch` sends these headers as it likes.
  const status = async (address: string) => {
    const [response] = await once(get(address, { headers }), 'response');
    response.resume();
    return response.statusCode;
  };
  expect(await status(url)).toBe(200);
  expect(await status(`${url}page/state`)).toBe(403);
});

test('a body is not read for a token that nobody gave out', async () => {
  const { apiUrl, requests, discord } = await startWithBot(async () => {});
  for (const path of ['interactions/1/x/callback', `webhooks/${discord.bot.id}/x`]) {
    const socket = openSocket(Number(new URL(apiUrl).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    // It promises nine megabytes and sends none of them.
    socket.write(
      `POST /api/v10/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n`,
    );
    const [head] = await once(socket, 'data');
    expect(String(head)).toMatch(/^HTTP\/1\.1 40[14] /);
  }
  const sent = requests.filter(
    ({ path }) => path.startsWith('/interactions') || path.startsWith('/webhooks'),
  );
  expect(sent.every(({ body }) => body === undefined)).toBe(true);
});

test('remembered requests are bounded in number and size', () => {
  const observed = new ObservedRequests();
  const request = (body: unknown) => ({ method: 'POST', path: '/x', query: {}, body, status: 200 });
  observed.add(request({ content: 'x'.repeat(70_000) }));
  expect(observed.all).toMatchObject([{ path: '/x', body: undefined }]);
  for (let sent = 0; sent < 1_500; sent += 1) observed.add(request({ content: 'y' }));
  expect(observed.all).toHaveLength(1_000);
  for (let sent = 0; sent < 1_000; sent += 1) observed.add(request({ content: 'z'.repeat(60_000) }));
  expect(JSON.stringify(observed.all).length).toBeLessThan(9_000_000);
  expect(observed.all.length).toBeGreaterThan(100);
});
