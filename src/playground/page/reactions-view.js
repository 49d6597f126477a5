import { html, nothing } from 'lit';
import { emojiName, PICKER } from './emoji.js';

/** @import { MessageView, View } from './types.js' */
/** @import { Actions } from './actions.js' */

/**
 * The reactions under a message, each a button, and one more to add another.
 * @param {MessageView} message
 * @param {View} view
 * @param {Actions} actions
 */
export function reactionRow(message, view, actions) {
  if (message.reactions.length === 0) return nothing;
  return html`<discord-reactions slot="reactions" class="reactions">
    ${message.reactions.map(({ emoji, count, mine, memberIds }) => {
      const who = memberIds.map((id) => nameOf(view, id)).join(', ');
      return html`<button
        type="button"
        class="reaction"
        data-reaction=${emoji}
        data-count=${count}
        aria-pressed=${mine}
        aria-label=${`${emojiName(emoji)}, ${count}`}
        title=${`${emojiName(emoji)}: ${who}`}
        @click=${() => actions.react(message, emoji, !mine)}
      >
        <discord-reaction emoji=${emoji} count=${count} ?reacted=${mine}></discord-reaction>
      </button>`;
    })}
    ${message.ephemeral ? nothing : addButton(message, actions, 'row-picker')}
    ${view.menu?.messageId === message.id && view.menu.kind === 'row-picker' ? picker(message, view, actions) : nothing}
  </discord-reactions>`;
}

/**
 * What appears beside a message that is pointed at: adding a reaction, and for moderators a menu.
 * @param {MessageView} message
 * @param {View} view
 * @param {Actions} actions
 */
export function messageTools(message, view, actions) {
  const menu = view.menu?.messageId === message.id ? view.menu.kind : undefined;
  const open = menu === 'row-picker' ? undefined : menu;
  const more = view.me.moderator
    ? html`<button
        type="button"
        class="tool"
        data-action="more"
        aria-label="More for moderators"
        aria-expanded=${open === 'menu'}
        title="More"
        @click=${() => actions.openMenu({ kind: 'menu', messageId: message.id })}
      >
        ⋯
      </button>`
    : nothing;
  if (message.ephemeral) return nothing;
  return html`<div class=${open ? 'tools tools-open' : 'tools'} slot="thread">
    ${addButton(message, actions, 'picker')} ${more} ${open === 'picker' ? picker(message, view, actions) : nothing}
    ${open === 'menu' ? moderatorMenu(message, actions) : nothing}
  </div>`;
}

/**
 * @param {MessageView} message
 * @param {Actions} actions
 * @param {'picker' | 'row-picker'} kind
 */
function addButton(message, actions, kind) {
  return html`<button
    type="button"
    class=${kind === 'picker' ? 'tool' : 'reaction-add'}
    data-add-reaction
    aria-label="Add reaction"
    title="Add reaction"
    @click=${() => actions.openMenu({ kind, messageId: message.id })}
  >
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
      <circle cx="11" cy="13" r="8" />
      <path d="M8 15.5c1.6 2 4.4 2 6 0M8.5 10.5v.5M13.5 10.5v.5M20 2v6M17 5h6" stroke-linecap="round" />
    </svg>
  </button>`;
}

/**
 * @param {MessageView} message
 * @param {View} view
 * @param {Actions} actions
 */
function picker(message, view, actions) {
  return html`<div class="popover picker" role="group" aria-label="Pick a reaction">
    ${PICKER.map(({ emoji, name }) => {
      const mine = message.reactions.some((one) => one.emoji === emoji && one.memberIds.includes(view.me.id));
      return html`<button
        type="button"
        class="pick"
        data-emoji=${emoji}
        aria-label=${name}
        aria-pressed=${mine}
        title=${name}
        @click=${() => actions.react(message, emoji, !mine)}
      >
        ${emoji}
      </button>`;
    })}
  </div>`;
}

/**
 * @param {MessageView} message
 * @param {Actions} actions
 */
function moderatorMenu(message, actions) {
  return html`<div class="popover menu" role="menu" aria-label="Moderation">
    <button type="button" role="menuitem" data-action="clear-reactions" @click=${() => actions.clearReactions(message)}>
      Clear reactions
    </button>
    <button
      type="button"
      role="menuitem"
      class="danger"
      data-action="delete-message"
      @click=${() => actions.deleteMessage(message)}
    >
      Delete message
    </button>
  </div>`;
}

/**
 * @param {View} view
 * @param {string} id
 */
function nameOf(view, id) {
  return [...view.members, view.bot].find((member) => member.id === id)?.name ?? 'somebody';
}
