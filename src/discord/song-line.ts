import { plain, plainWithLinks } from './text.ts';

/** What the lines below tell of a song. */
export interface CreditedSong {
  readonly videoId: string;
  readonly title: string;
  readonly artist: string;
  readonly channel: string;
  readonly license: string;
  readonly attribution: string;
}

/** Title, artist and channel. */
export function songLine({ title, artist, channel }: CreditedSong): string {
  const by = artist === '' || title.includes(artist) ? '' : ` by ${plain(artist)}`;
  const on = channel === '' ? '' : ` · ${plain(channel)}`;
  return `**${plain(title)}**${by}${on}`;
}

/** Licence and credit; the song's own address, which stands above it, is left out. */
export function licenceLine({ videoId, license, attribution }: CreditedSong): string {
  const credits = attribution
    .replace(`https://www.youtube.com/watch?v=${videoId}`, '')
    .replace(/[\s,–-]+$/, '');
  const credit = credits === '' ? '' : ` · Credit: ${plainWithLinks(credits)}`;
  return `Licence: ${plainWithLinks(license)}${credit}`;
}
