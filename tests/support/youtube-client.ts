import { pino } from 'pino';
import { createYouTubeClient, type YouTubeClientDeps } from '../../src/catalogue/youtube-client.ts';
import { startYouTubeServer, type YouTubeServer } from './youtube-server.ts';

export const API_KEY = 'AIza+secret/key=0123456789';

/** A fake YouTube and the real client that asks it, without pauses between tries. */
export async function openYouTube(deps: Partial<YouTubeClientDeps> = {}) {
  // The client would send even what is meant for loopback through a proxy of the environment.
  process.env.NO_PROXY = '127.0.0.1';
  const server: YouTubeServer = await startYouTubeServer({ apiKey: API_KEY });
  const pauses: number[] = [];
  const logged: string[] = [];
  const client = createYouTubeClient({
    apiKey: API_KEY,
    rootUrl: server.origin,
    logger: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    now: () => new Date('2026-03-01T00:00:00Z'),
    random: () => 0.5,
    sleep: async (ms) => pauses.push(ms),
    ...deps,
  });
  return { server, client, pauses, logged };
}
