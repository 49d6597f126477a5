import { describeRegions } from '../catalogue/regions.ts';
import { type Creditable, creditOf } from '../recommend/credit.ts';
import { trimEnd } from '../text/trim-end.ts';
import { isVisible } from '../text/visible.ts';
import { plain, plainWithLinks } from './text.ts';
import { titleText } from './visible.ts';

/** What the lines below tell of a song. */
export interface CreditedSong extends Creditable {
  readonly videoId: string;
  readonly license: string;
}

/** Title, artist and channel. */
export function songLine({ title, artist, channel }: CreditedSong): string {
  const by = !isVisible(artist) || title.includes(artist) ? '' : ` by ${plain(artist)}`;
  const on = isVisible(channel) ? ` · ${plain(channel)}` : '';
  return `**${titleText(title)}**${by}${on}`;
}

/**
 * Licence and credit; the song's own address, which stands above it, is left out. The credit's other addresses are links, as
 * its maker asks for, but nobody gets one into a card by the name of a video or of a channel.
 */
export function licenceLine(song: CreditedSong): string {
  const { title, artist, channel } = song;
  const address = `https://www.youtube.com/watch?v=${song.videoId}`;
  const credits = trimEnd(creditOf(song).replace(address, ''), (character) => /[\s,–-]/.test(character));
  const credit = credits === '' ? '' : ` · Credit: ${plainWithLinks(credits, [title, artist, channel])}`;
  return `Licence: ${plainWithLinks(song.license)}${credit}`;
}

/** Where the song does not play, as a small line of its own; none where it plays everywhere. */
export function regionLines({
  regionsAllowed,
  regionsBlocked,
}: {
  readonly regionsAllowed: readonly string[] | null;
  readonly regionsBlocked: readonly string[];
}): string[] {
  const regions = describeRegions({ allowed: regionsAllowed, blocked: regionsBlocked });
  return regions === undefined ? [] : [`-# ${regions}`];
}
