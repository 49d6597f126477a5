import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import pino from 'pino';
import { expect, test } from 'vitest';
import { NotLoopbackError } from '../../src/playground/not-loopback-error.ts';
import { PortInUseError } from '../../src/playground/port-in-use-error.ts';
import { createPlayground } from '../../src/playground/server.ts';
import { connect, startPlayground } from './harness.ts';

const logger = pino({ level: 'silent' });

test.each(['0.0.0.0', '::', '192.168.1.4', 'example.org'])('it refuses to listen on %s', (host) => {
  expect(() => createPlayground({ host, port: 0, logger })).toThrow(NotLoopbackError);
});

test('a port in use is told with the way out, and stopping afterwards does no harm', async () => {
  const { url } = await startPlayground();
  const port = Number(new URL(url).port);
  const second = createPlayground({ port, logger });
  const failure = await second.start().catch((error) => error);
  expect(failure).toBeInstanceOf(PortInUseError);
  expect(failure).toMatchObject({ port, message: expect.stringContaining('PORT') });
  await second.stop();
});

/** A request with headers that `fetch` would not send. */
async function request(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const [response] = await once(get(url, { headers }), 'response');
  response.resume();
  return response;
}

test('names of other machines are refused, whatever they resolve to', async () => {
  const { url } = await startPlayground();
  const { port } = new URL(url);
  for (const host of [`evil.example:${port}`, 'evil.example', '127.0.0.1.evil.example']) {
    expect((await request(url, { host })).statusCode).toBe(421);
    expect((await request(`${url}api/v10/gateway`, { host })).statusCode).toBe(421);
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    expect((await request(url, { host })).statusCode).toBe(200);
  }
});

test('pages of other sites can neither read nor act', async () => {
  const { url, discord } = await startPlayground();
  const body = JSON.stringify({
    memberId: discord.memberNamed('Ada').id,
    channelId: discord.channelNamed('music').id,
    content: 'x',
  });
  const post = (headers: Record<string, string>) =>
    fetch(`${url}page/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await post({ origin: 'null' })).status).toBe(403);
  expect((await request(`${url}page/state`, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  expect(discord.messages(discord.channelNamed('music').id)).toEqual([]);
  expect((await post({ origin: url.slice(0, -1) })).status).toBe(200);
  expect(discord.messages(discord.channelNamed('music').id)).toHaveLength(1);
});

test('the page may only load itself and YouTube, and YouTube gets a referrer', async () => {
  const { url } = await startPlayground();
  const { headers } = await fetch(url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'/);
  expect(policy).toContain('frame-src https://www.youtube-nocookie.com');
  expect(policy.match(/https:\/\/[^ ;]+/g)).toEqual([
    'https://i.ytimg.com',
    'https://www.youtube-nocookie.com',
  ]);
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('of the installed libraries only the scripts of a few are served', async () => {
  const { url } = await startPlayground();
  const status = async (path: string) => (await fetch(new URL(path, url))).status;
  expect(await status('/vendor/lit/index.js')).toBe(200);
  expect(await status('/vendor/lit/package.json')).toBe(404);
  expect(await status('/vendor/lit/..%2Fpino/pino.js')).not.toBe(200);
  expect(await status('/..%2Fserver.ts')).not.toBe(200);
  expect(await status('/vendor/pino/pino.js')).toBe(404);
});

test('only moderators clear reactions and delete what others wrote', async () => {
  const { url, discord } = await startPlayground();
  const [ada, kofi, robin] = ['Ada', 'Kofi', 'Robin'].map((name) => discord.memberNamed(name).id);
  const act = async (action: string, memberId: string | undefined, messageId: string) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ memberId, messageId });
    return (await fetch(`${url}page/${action}`, { method: 'POST', headers, body })).status;
  };
  const say = { memberId: ada ?? '', channelId: discord.channelNamed('music').id, content: 'x' };
  const [first, second] = [discord.say(say), discord.say(say)];
  expect(await act('clear-reactions', kofi, first)).toBe(403);
  expect(await act('delete-message', kofi, first)).toBe(403);
  expect(await act('clear-reactions', robin, first)).toBe(204);
  expect(await act('delete-message', robin, first)).toBe(204);
  expect(await act('delete-message', ada, second)).toBe(204);
  expect(await act('delete-message', ada, second)).toBe(404);
});

test('a body that is no JSON is the fault of who sent it, and no error of the playground', async () => {
  const logged: string[] = [];
  const listening = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
  const { url } = await startPlayground({ logger: listening });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}page/messages`, { method: 'POST', headers, body: '{"memberId":' });
  expect(answer.status).toBe(400);
  expect(logged).toEqual([]);
});

test('a stream that nobody reads is ended', async () => {
  const { url, discord } = await startPlayground();
  const memberId = discord.memberNamed('Ada').id;
  const channelId = discord.channelNamed('music').id;
  const [response] = await once(get(`${url}page/events?as=${memberId}`), 'response');
  const stream: IncomingMessage = response;
  const ended = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => {});
  // More than the system itself holds for a reader.
  for (let said = 0; said < 5_000; said += 1)
    discord.say({ memberId, channelId, content: '漢'.repeat(2_000) });
  stream.resume();
  await ended;
});

test('it stops although pages and bots are connected', async () => {
  const playground = await startPlayground();
  const client = await connect(playground);
  const events = await fetch(`${playground.url}page/events?as=${playground.discord.memberNamed('Ada').id}`);
  const reader = events.body?.getReader();
  await reader?.read();
  const closed = once(client, 'shardReconnecting');
  const ended = reader?.read().catch(() => 'cut');
  await playground.stop();
  await closed;
  expect(await ended).toBeDefined();
  expect(playground.discord.botOnline).toBe(false);
  await expect(fetch(playground.url)).rejects.toThrow();
});
