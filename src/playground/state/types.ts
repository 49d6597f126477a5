import type { APIAttachment, APIEmbed, APIMessageTopLevelComponent } from 'discord.js';

/** Somebody who can act on the page: a user together with their place in the one guild. */
export interface Member {
  readonly id: string;
  readonly username: string;
  /** What others read. */
  readonly name: string;
  /** Colour of the name and the generated avatar, `0xRRGGBB`. */
  readonly colour: number;
  readonly bot: boolean;
  /** Has the moderators' role, and with it Manage Server and Manage Messages. */
  readonly moderator: boolean;
}

/** A channel in which messages can stand. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  /** Discord's `ChannelType`; a text channel unless told. */
  readonly type?: number;
  /** The channel that a thread or a forum post belongs to. */
  readonly parentId?: string;
  /** The home guild unless told. */
  readonly guildId?: string;
}

/** A server that the bot is in. */
export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  /** Who has Manage Server there; in the home guild the moderator. */
  readonly moderatorIds?: readonly string[];
}

/** Everybody who used one emoji on a message, in the order in which they did. */
export interface StoredReaction {
  readonly emoji: string;
  userIds: string[];
  /** Who gave it a super reaction; somebody may stand in both lists. */
  superUserIds?: string[];
}

/** The slash command or button that a message answers. */
export interface MessageOrigin {
  readonly interactionId: string;
  readonly type: number;
  readonly userId: string;
  /** Name of the command, or the custom id of the button. */
  readonly name: string;
}

/** A message as it is kept; plain JSON, so that it can be written to the state file as it is. */
export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  attachments: APIAttachment[];
  /** Discord's message flags; 64 ephemeral, 128 loading, 4 without previews of links. */
  flags: number;
  /** Unix time in milliseconds. */
  readonly createdAt: number;
  editedAt: number | null;
  readonly nonce?: string | number;
  readonly origin?: MessageOrigin;
  /** The only member who sees an ephemeral message. */
  readonly ephemeralTo?: string;
  readonly replyTo?: string;
  reactions: StoredReaction[];
}

/** Value of an option of a slash command, as the member typed or chose it. */
export type OptionValue = string | number | boolean;

/** `pending` until the bot answers, `deferred` while it "is thinking", then `answered` or, too late, `failed`. */
export type InteractionState = 'pending' | 'deferred' | 'answered' | 'failed';

/** A slash command used, or a button or menu clicked, by a member. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: 'command' | 'component' | 'autocomplete';
  readonly memberId: string;
  readonly channelId: string;
  /** Name of the command, or custom id of the component. */
  readonly name: string;
  /** What the page shows as typed, such as `/mood mood:chill`. */
  readonly text: string;
  /** Discord's `data` of the interaction. */
  readonly data: unknown;
  /** The message that holds the clicked component. */
  readonly messageId?: string;
  readonly createdAt: number;
  state: InteractionState;
  /** The first answer, `@original`; for a deferred update the clicked message. */
  originalId?: string;
  /** Every message that its token may change, in order. */
  messageIds: string[];
  /** Choices offered in answer to an autocomplete interaction. */
  choices?: { name: string; value: OptionValue }[];
}

/** A request of the bot to the REST API, seen after it was answered. */
export interface ObservedRequest {
  readonly method: string;
  /** Without `/api/v10` and the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** JSON of the body, `payload_json` when files came along, `undefined` without one. */
  readonly body: unknown;
  readonly status: number;
}

/** Everything that can happen; what the gateway, the page and tests listen to. */
export type LocalEvent =
  | { readonly type: 'messageCreate' | 'messageUpdate' | 'messageDelete'; readonly message: StoredMessage }
  | { readonly type: 'reactionsClear'; readonly message: StoredMessage }
  | {
      readonly type: 'reactionAdd' | 'reactionRemove';
      readonly message: StoredMessage;
      readonly emoji: string;
      readonly userId: string;
      /** A super reaction. */
      readonly burst: boolean;
    }
  | { readonly type: 'reactionsClearEmoji'; readonly message: StoredMessage; readonly emoji: string }
  | { readonly type: 'interactionCreate' | 'interactionUpdate'; readonly interaction: Interaction }
  | { readonly type: 'commandsChange' }
  | { readonly type: 'channelCreate' | 'channelChange'; readonly channelId: string }
  | { readonly type: 'guildCreate' | 'guildDelete'; readonly guild: Guild }
  | { readonly type: 'botPresence'; readonly online: boolean }
  | { readonly type: 'request'; readonly request: ObservedRequest };

/** A message as one viewer sees it; what the page draws and tests read. */
export interface MessageView {
  readonly id: string;
  readonly channelId: string;
  readonly author: MemberView;
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly attachments: readonly APIAttachment[];
  readonly flags: number;
  /** "Moodring is thinking…" */
  readonly loading: boolean;
  /** Still loading when the interaction's fifteen minutes were over. */
  readonly failed: boolean;
  readonly ephemeral: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly origin: { readonly member: MemberView; readonly name: string; readonly command: boolean } | null;
  readonly replyTo: string | null;
  readonly reactions: readonly ReactionView[];
}

/** One emoji under a message. `mine` is about the viewer. */
export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  readonly mine: boolean;
  readonly memberIds: readonly string[];
}

/** What the page needs to draw a name. */
export interface MemberView {
  readonly id: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string;
  readonly avatarUrl: string;
  readonly bot: boolean;
  readonly moderator: boolean;
}
