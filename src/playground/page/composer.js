import { act } from './api.js';
import { readCommandLine } from './command-line.js';
import { suggest } from './suggestions.js';

/** @import { Actions } from './actions.js' */
/** @import { Store } from './store.js' */

/** What happens while a member types. */
export class Composer {
  /** @type {Store} */
  #store;
  /** @type {Actions} */
  #actions;
  /** Counts requests for choices, so that a late answer is not shown. */
  #asked = 0;

  /**
   * @param {Store} store
   * @param {Actions} actions
   */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
  }

  get #view() {
    return this.#store.view;
  }

  /** @param {string} text */
  type(text) {
    this.#store.change({ text, problem: '' });
    this.#suggest();
  }

  #suggest() {
    const { text, commands } = this.#view;
    if (!text.startsWith('/')) return this.#store.change({ suggestions: [], selected: 0 });
    this.#store.change({ ...suggest(text, commands), selected: 0 });
    this.#askForChoices();
  }

  /** Asks the bot what to offer, where an option is filled in by it. */
  async #askForChoices() {
    const { text, commands, me, channelId } = this.#view;
    const line = readCommandLine(text, commands);
    const option = line.cursor?.option ?? line.remaining[0];
    this.#asked += 1;
    const asked = this.#asked;
    if (!option?.autocomplete || !/\s/.test(text)) return;
    const options = { ...line.values, [option.name]: line.cursor?.typed ?? '' };
    const command = line.path.join(' ');
    const answer = await act('autocomplete', {
      memberId: me.id,
      channelId,
      command,
      options,
      focused: option.name,
    }).catch((error) => this.#actions.report(error));
    if (asked === this.#asked && answer)
      this.#store.change({ ...suggest(text, commands, answer.choices), selected: 0 });
  }

  /** @param {number} at */
  takeSuggestion(at) {
    const suggestion = this.#view.suggestions[at];
    if (suggestion === undefined) return;
    this.type(suggestion.text);
    this.#actions.focusInput();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { suggestions, selected } = this.#view;
    const open = suggestions.length > 0;
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.send();
    } else if (open && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      this.takeSuggestion(selected);
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = (selected + step + suggestions.length) % suggestions.length;
      this.#store.change({ selected: next });
      requestAnimationFrame(() =>
        document.getElementById(`suggestion-${next}`)?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (open && event.key === 'Escape') {
      event.preventDefault();
      this.#store.change({ suggestions: [] });
    }
  }

  /** Sends what is typed; a command that is not complete yet takes the selected suggestion instead. */
  send() {
    const { text, commands, suggestions, selected, me, channelId } = this.#view;
    if (text.trim() === '') return;
    if (!text.startsWith('/')) {
      return this.#sendNow('messages', { memberId: me.id, channelId, content: text.trim() });
    }
    const { command, path, values, problem } = readCommandLine(text.trim(), commands);
    if (command !== undefined && problem === '') {
      return this.#sendNow('commands', {
        memberId: me.id,
        channelId,
        command: path.join(' '),
        options: values,
      });
    }
    if (suggestions.length > 0) return this.takeSuggestion(selected);
    this.#store.change({ problem });
  }

  /**
   * @param {string} action
   * @param {object} body
   */
  async #sendNow(action, body) {
    const { text } = this.#view;
    this.#asked += 1;
    this.#store.change({ text: '', suggestions: [], problem: '' });
    this.#actions.scrollDown();
    const sent = await this.#actions.attempt(() => act(action, body));
    if (!sent && this.#view.text === '') this.#store.change({ text });
  }
}
