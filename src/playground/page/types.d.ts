import type { RegisteredCommand } from '../state/commands.ts';
import type { Channel, InteractionState, MemberView, MessageView } from '../state/types.ts';

export type { Channel, MemberView, MessageView };

/** An option of a command, as far as the page uses it. */
export interface PageOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly options?: readonly PageOption[];
}

/** A command, as far as the page uses it. */
export type PageCommand = Pick<RegisteredCommand, 'id' | 'name' | 'description' | 'type'> & {
  readonly options?: readonly PageOption[];
};

/** The answer of `GET /page/state`. */
export interface PageState {
  readonly guild: { readonly id: string; readonly name: string };
  readonly channels: readonly Channel[];
  readonly members: readonly MemberView[];
  readonly bot: MemberView & { readonly online: boolean };
  readonly me: MemberView;
  readonly channelId: string;
  readonly commands: readonly PageCommand[];
  readonly messages: readonly MessageView[];
}

/** The member's own use of a command or button that has no answer yet, or never got one. */
export interface Notice {
  readonly id: string;
  readonly kind: 'command' | 'component';
  readonly state: InteractionState;
  readonly name: string;
  readonly channelId: string;
}

/** A line of the list above the input. */
export interface Suggestion {
  readonly key: string;
  /** What is shown in bold. */
  readonly label: string;
  readonly detail: string;
  /** The whole text of the input once it is taken. */
  readonly text: string;
  readonly required?: boolean;
}

/** Where the reaction picker (beside the message or at its reactions) or the moderators' menu is open. */
export interface OpenMenu {
  readonly kind: 'picker' | 'row-picker' | 'menu';
  readonly messageId: string;
}

/** Everything the page draws from. */
export interface View extends PageState {
  readonly connected: boolean;
  readonly notices: readonly Notice[];
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  /** What the suggestions are about, such as `mood` while its choices are listed. */
  readonly heading: string;
  readonly selected: number;
  readonly problem: string;
  readonly menu: OpenMenu | null;
  /** The drawer that is open on a narrow screen. */
  readonly drawer: 'channels' | 'members' | null;
  readonly hintShown: boolean;
  readonly playing: ReadonlySet<string>;
  readonly brokenPictures: ReadonlySet<string>;
  readonly unread: boolean;
}
