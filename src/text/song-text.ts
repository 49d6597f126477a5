/** All the text of a song that the classifier may read. A field that is unknown is an empty string or list. */
export interface SongText {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly genre: string;
  readonly channel: string;
  readonly artist: string;
  readonly instruments: readonly string[];
}

/** The fields of a {@link SongText}, in the order every table of the classifier uses. */
export const TEXT_FIELDS = [
  'title',
  'description',
  'tags',
  'genre',
  'channel',
  'artist',
  'instruments',
] as const satisfies readonly (keyof SongText)[];

export type TextField = (typeof TEXT_FIELDS)[number];

/** A {@link SongText} from the fields that are known. */
export function songText(known: Partial<SongText>): SongText {
  return {
    title: '',
    description: '',
    tags: [],
    genre: '',
    channel: '',
    artist: '',
    instruments: [],
    ...known,
  };
}
