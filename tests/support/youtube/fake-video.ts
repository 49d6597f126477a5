/** A video of the fake YouTube; what is left out is as for an ordinary Creative Commons song. */
export interface FakeVideo {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  /** Its uploads playlist lists the video, too. */
  readonly channelId?: string;
  readonly channelTitle?: string;
  readonly tags?: readonly string[];
  readonly publishedAt?: string;
  /** ISO 8601; null for none at all. */
  readonly duration?: string | null;
  /** `10` (music) when left out; null for none at all. */
  readonly categoryId?: string | null;
  readonly regionRestriction?: { readonly allowed?: readonly string[]; readonly blocked?: readonly string[] };
  readonly license?: 'creativeCommon' | 'youtube';
  readonly embeddable?: boolean;
  readonly privacyStatus?: 'public' | 'unlisted' | 'private';
  /** Only playlists that people made still list it. */
  readonly deleted?: boolean;
  readonly liveBroadcastContent?: 'none' | 'live' | 'upcoming';
  /** When a premiere or a stream is to begin. */
  readonly scheduledStartTime?: string;
  readonly ageRestricted?: boolean;
  readonly madeForKids?: boolean;
  /** Known to YouTube only where given. */
  readonly shape?: { readonly width: number; readonly height: number };
  readonly topicCategories?: readonly string[];
  /** The searches and playlists that list it; every search when left out. */
  readonly listedBy?: readonly string[];
}

export interface FakeChannel {
  readonly id: string;
  readonly title?: string;
  /** With or without its `@`. */
  readonly handle?: string;
  readonly username?: string;
}

export const DEFAULT_CHANNEL = 'UCaaaaaaaaaaaaaaaaaaaaaa';
const MUSIC = '10';
const CUT = 150;

export const publishedAt = (video: FakeVideo) => video.publishedAt ?? '2024-03-01T12:00:00Z';
export const publishedMs = (video: FakeVideo) => Date.parse(publishedAt(video));
export const channelOf = (video: FakeVideo) => video.channelId ?? DEFAULT_CHANNEL;
export const titleOf = (video: FakeVideo) => video.title ?? `Song ${video.id}`;
export const descriptionOf = (video: FakeVideo) => video.description ?? `A description of ${video.id}.`;
export const categoryOf = (video: FakeVideo) => (video.categoryId === undefined ? MUSIC : video.categoryId);
export const licenseOf = (video: FakeVideo) => video.license ?? 'creativeCommon';
export const isEmbeddable = (video: FakeVideo) => video.embeddable ?? true;
export const privacyOf = (video: FakeVideo) => video.privacyStatus ?? 'public';
/** Whether a request with nothing but a key gets to see it at all. */
export const isReadable = (video: FakeVideo | undefined): video is FakeVideo =>
  video !== undefined && video.deleted !== true && privacyOf(video) !== 'private';

/** Whether searches and its channel's uploads list it. */
export const isPublic = (video: FakeVideo) => isReadable(video) && privacyOf(video) === 'public';

/** The snippet of a video with the text as its uploader wrote it. */
export function fullSnippet(video: FakeVideo) {
  const category = categoryOf(video);
  return {
    ...snippet(video),
    title: titleOf(video),
    description: descriptionOf(video),
    ...(video.tags !== undefined && { tags: video.tags }),
    ...(category !== null && { categoryId: category }),
  };
}

/** The snippet as a search has it: escaped, cut, without tags and category. */
export function cutSnippet(video: FakeVideo) {
  const description = descriptionOf(video);
  return {
    ...snippet(video),
    title: escaped(titleOf(video)),
    description: escaped(
      description.length <= CUT ? description : `${description.slice(0, CUT).trimEnd()} ...`,
    ),
    publishTime: publishedAt(video),
  };
}

function snippet(video: FakeVideo) {
  return {
    publishedAt: publishedAt(video),
    channelId: channelOf(video),
    channelTitle: video.channelTitle ?? 'A channel',
    liveBroadcastContent: video.liveBroadcastContent ?? 'none',
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
