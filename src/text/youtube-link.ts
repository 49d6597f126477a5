const VIDEO_ID = /^[\w-]{11}$/;
const HOSTS = /^(?:(?:www|m|music)\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/;
const VIDEO_PATH = /^\/(?:embed|shorts|live|v)\/([^/]+)/;
/** Pages of the player that stand where an id does, and are as long as one. */
const NO_VIDEOS = new Set(['videoseries', 'live_stream']);

/** The address on YouTube that a text is, with or without its https; undefined for anything else. */
export function youtubeAddress(text: string): URL | undefined {
  const bare = withoutBrackets(text);
  const url = URL.parse(/^https?:\/\//i.test(bare) ? bare : `https://${bare}`);
  return url !== null && HOSTS.test(url.hostname) ? url : undefined;
}

/** The id of the video that an address on YouTube shows, or undefined. */
export function videoIdIn(address: URL): string | undefined {
  const { hostname, pathname, searchParams } = address;
  const id =
    hostname === 'youtu.be'
      ? pathname.split('/')[1]
      : (searchParams.get('v') ?? VIDEO_PATH.exec(pathname)?.[1]);
  return id !== undefined && VIDEO_ID.test(id) && !NO_VIDEOS.has(id) ? id : undefined;
}

/** The id of the song that a text is the id or a YouTube link of, or undefined. */
export function videoIdOf(text: string): string | undefined {
  const bare = withoutBrackets(text);
  if (VIDEO_ID.test(bare)) return bare;
  const address = youtubeAddress(bare);
  return address && videoIdIn(address);
}

/** Discord shows no preview of a link in angle brackets, so people copy links with them. */
export function withoutBrackets(text: string): string {
  return text.trim().replace(/^<(.*)>$/, '$1');
}
