import { UserError } from '../../errors/user-error.ts';
import { videoIdOf, withoutBrackets, youtubeAddress } from '../../text/youtube-link.ts';

/** Where else people find music, by the end of the host's name. */
const OTHER_SITES: readonly (readonly [name: string, hosts: RegExp])[] = [
  ['Spotify', /(?:^|\.)(?:spotify\.com|spotify\.link|spoti\.fi)$/],
  ['SoundCloud', /(?:^|\.)(?:soundcloud\.com|snd\.sc)$/],
  ['Apple Music', /(?:^|\.)(?:music|itunes)\.apple\.com$/],
  ['Bandcamp', /(?:^|\.)bandcamp\.com$/],
  ['Deezer', /(?:^|\.)(?:deezer\.com|deezer\.page\.link)$/],
  ['Tidal', /(?:^|\.)tidal\.com$/],
  ['Amazon Music', /^music\.amazon\./],
  ['TikTok', /(?:^|\.)tiktok\.com$/],
  ['Vimeo', /(?:^|\.)vimeo\.com$/],
  ['Twitch', /(?:^|\.)twitch\.tv$/],
];

const ADDRESS = /https?:\/\/[^\s<>()[\]]+/i;
const SPOTIFY_URI = /^spotify:/i;
const EXAMPLE = 'A link from YouTube looks like `https://www.youtube.com/watch?v=…` or `https://youtu.be/…`.';

/**
 * The video that a member suggests, also where the link stands among other words.
 *
 * @throws UserError `not-a-youtube-link`, which says what it is instead where that can be told
 */
export function suggestedVideo(text: string): string {
  const link = ADDRESS.exec(text)?.[0] ?? withoutBrackets(text);
  const videoId = videoIdOf(link);
  if (videoId !== undefined) return videoId;
  throw new UserError('not-a-youtube-link', whatElse(link));
}

function whatElse(link: string): string {
  const onYouTube = youtubeAddress(link);
  if (onYouTube !== undefined) return whatOnYouTube(onYouTube);
  const url = URL.parse(link);
  const host = /^https?:$/.test(url?.protocol ?? '') ? (url?.hostname ?? '') : '';
  const site = SPOTIFY_URI.test(link) ? 'Spotify' : OTHER_SITES.find(([, hosts]) => hosts.test(host))?.[0];
  if (site !== undefined) {
    return `That is on ${site}, and I only know YouTube. If the song is there too, please send me that link. ${EXAMPLE}`;
  }
  return host === ''
    ? `I see no song in that link. ${EXAMPLE}`
    : `That link is not to YouTube, the one place I take songs from. ${EXAMPLE}`;
}

function whatOnYouTube({ pathname, searchParams }: URL): string {
  if (searchParams.has('list')) {
    return (
      'That is a playlist, and I take one song at a time: please send me the link of one of its videos. ' +
      'Moderators can have me follow a whole playlist with `/sources add`.'
    );
  }
  if (/^\/(?:@|channel\/|c\/|user\/)/.test(pathname)) {
    return (
      'That is a channel, and I take one song at a time: please send me the link of one of its videos. ' +
      'Moderators can have me follow a whole channel with `/sources add`.'
    );
  }
  return `I see no song in that link. ${EXAMPLE}`;
}
