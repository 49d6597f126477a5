import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

/** @import { View } from './types.js' */
/** @import { Composer } from './composer.js' */

/**
 * The input with the list of what could be typed above it.
 * @param {View} view
 * @param {Composer} input
 */
export function composerView(view, input) {
  const channel = view.channels.find(({ id }) => id === view.channelId);
  const open = view.suggestions.length > 0;
  return html`<div class="composer">
    ${open ? suggestionList(view, input) : nothing}
    ${view.problem ? html`<div class="problem" role="alert" data-problem>${view.problem}</div>` : nothing}
    <label class="composer-box">
      <span class="sr-only">Message #${channel?.name} as ${view.me.name}</span>
      <input
        id="message-input"
        type="text"
        maxlength="2000"
        placeholder=${`Message #${channel?.name ?? ''} as ${view.me.name}, or type /`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${open}
        aria-controls="suggestions"
        aria-activedescendant=${open ? `suggestion-${view.selected}` : nothing}
        .value=${live(view.text)}
        @input=${(/** @type {InputEvent} */ event) =>
          input.type(/** @type {HTMLInputElement} */ (event.target).value)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => input.key(event)}
      />
      <button type="button" class="send" id="send" aria-label="Send" title="Send" @click=${() => input.send()}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <path fill="currentColor" d="M3 20.5v-7l8-1.5-8-1.5v-7L22 12z" />
        </svg>
      </button>
    </label>
  </div>`;
}

/**
 * @param {View} view
 * @param {Composer} input
 */
function suggestionList(view, input) {
  return html`<div class="suggestions">
    <div class="suggestions-heading">${view.heading}<span class="keys">↑↓ choose · Tab take · Esc close</span></div>
    <ul id="suggestions" role="listbox" aria-label=${view.heading}>
      ${view.suggestions.map(
        ({ key, label, detail, required }, at) =>
          html`<li
            id=${`suggestion-${at}`}
            role="option"
            class="suggestion"
            data-suggestion=${key}
            aria-selected=${at === view.selected}
            @mousedown=${(/** @type {MouseEvent} */ event) => event.preventDefault()}
            @click=${() => input.takeSuggestion(at)}
          >
            <strong>${label}</strong>
            ${detail ? html`<span>${detail}</span>` : nothing}
            ${required ? html`<em>required</em>` : nothing}
          </li>`,
      )}
    </ul>
  </div>`;
}
