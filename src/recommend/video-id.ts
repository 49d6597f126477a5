const ID = /^[\w-]{11}$/;
const HOSTS = /^(?:(?:www|m|music)\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/;
const PATH = /^\/(?:embed|shorts|live|v)\/([^/]+)/;

/** The id of the song that a text is the id or a YouTube link of, or undefined. */
export function videoIdOf(text: string): string | undefined {
  // Discord shows no preview of a link in angle brackets, so people copy links with them.
  const bare = text.trim().replace(/^<(.*)>$/, '$1');
  const id = ID.test(bare) ? bare : idInLink(bare);
  return id !== undefined && ID.test(id) ? id : undefined;
}

function idInLink(text: string): string | undefined {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || !HOSTS.test(url.hostname)) return undefined;
  if (url.hostname === 'youtu.be') return url.pathname.slice(1);
  return url.searchParams.get('v') ?? PATH.exec(url.pathname)?.[1];
}
