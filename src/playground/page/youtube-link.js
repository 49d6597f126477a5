/**
 * The id of the video that a link plays, `undefined` for any other link.
 * @param {string} link
 */
export function videoIdOf(link) {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  const host = url.hostname.replace(/^(www|m|music)\./, '');
  const path = url.pathname.split('/');
  const id =
    host === 'youtu.be'
      ? path[1]
      : host === 'youtube.com' || host === 'youtube-nocookie.com'
        ? (url.searchParams.get('v') ?? (/^(shorts|embed|live)$/.test(path[1] ?? '') ? path[2] : undefined))
        : undefined;
  return id !== undefined && /^[\w-]{11}$/.test(id) ? id : undefined;
}
