import type { YouTubeClient } from './youtube.ts';

/** The same client, whose calls end with a signal where they are given no other. */
export function endingWith(youtube: YouTubeClient, signal: AbortSignal): YouTubeClient {
  return {
    search: (query, options) => youtube.search(query, { signal, ...options }),
    videos: (ids, options) => youtube.videos(ids, { signal, ...options }),
    playlistItems: (playlistId, options) => youtube.playlistItems(playlistId, { signal, ...options }),
    channel: (by, options) => youtube.channel(by, { signal, ...options }),
  };
}
