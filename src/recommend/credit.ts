/** What a credit line is made from. */
export interface Creditable {
  readonly title: string;
  readonly artist: string;
  readonly channel: string;
  /** The credit line that its origin asks for, or empty. */
  readonly attribution: string;
}

/** Whom to credit: the line that the song's origin asks for, else title and whoever is known to have made or shown it. */
export function creditOf({ title, artist, channel, attribution }: Creditable): string {
  if (attribution !== '') return attribution;
  const by = artist === '' ? channel : artist;
  return by === '' || title.includes(by) ? title : `${title} by ${by}`;
}
