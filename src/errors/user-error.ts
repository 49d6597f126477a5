/** What a member can do wrong or run into without anything being broken. */
export type UserErrorId =
  | 'unknown-mood'
  | 'too-fast'
  | 'wrong-option'
  | 'empty-catalogue'
  | 'already-running'
  | 'not-a-moderator'
  | 'not-a-control-guild'
  | 'not-my-owners-guild'
  | 'too-few-labels'
  | 'no-model'
  | 'no-model-before'
  | 'unknown-model'
  | 'model-active'
  | 'model-never-active'
  | 'model-damaged'
  | 'model-other-version'
  | 'model-expired'
  | 'unknown-song'
  | 'no-youtube-key'
  | 'no-source'
  | 'unknown-source'
  | 'unknown-channel'
  | 'unknown-playlist'
  | 'unknown-video'
  | 'unreadable-video'
  | 'youtube-unavailable'
  | 'quota-spent'
  | 'not-a-youtube-link'
  | 'not-a-song'
  | 'song-known'
  | 'song-suggested'
  | 'too-many-suggestions'
  | 'unknown-suggestion'
  | 'suggestion-decided';

/** A member's mistake or a state they can wait out: it gets a clear reply and is no bug. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly id: UserErrorId;

  /** @param message what the member reads: one or two short, plain sentences. */
  constructor(id: UserErrorId, message: string, options?: ErrorOptions) {
    super(message, options);
    this.id = id;
  }
}
