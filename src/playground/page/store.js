/** @import { PageState, View, MessageView, Notice } from './types.js' */

/** As many as the server keeps of a channel. */
const MOST_MESSAGES = 500;

/**
 * The one state of the page; whoever changes it goes through {@link Store.change}, which draws again.
 */
export class Store {
  /** @type {View} */
  view;
  /** @type {(view: View) => void} */
  #draw;
  #scheduled = false;

  /**
   * @param {PageState} state
   * @param {(view: View) => void} draw
   */
  constructor(state, draw) {
    this.#draw = draw;
    this.view = {
      ...state,
      connected: false,
      notices: [],
      text: '',
      suggestions: [],
      heading: '',
      selected: 0,
      problem: '',
      menu: null,
      drawer: null,
      hintShown: false,
      playing: new Set(),
      brokenPictures: new Set(),
      unread: false,
    };
  }

  /** @param {Partial<View>} changes */
  change(changes) {
    this.view = { ...this.view, ...changes };
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#draw(this.view);
    });
  }

  /**
   * A message is new or has changed.
   * @param {MessageView} message
   */
  putMessage(message) {
    if (message.channelId !== this.view.channelId) return;
    const { messages } = this.view;
    const known = messages.some(({ id }) => id === message.id);
    this.change({
      messages: known
        ? messages.map((one) => (one.id === message.id ? message : one))
        : [...messages, message].slice(-MOST_MESSAGES),
    });
  }

  /** @param {string} id */
  removeMessage(id) {
    this.change({ messages: this.view.messages.filter((message) => message.id !== id) });
  }

  /**
   * The member's own interaction has come further; once answered it needs no notice.
   * @param {Notice & { message: MessageView | null }} interaction
   */
  putNotice({ message, ...notice }) {
    const others = this.view.notices.filter(({ id }) => id !== notice.id);
    const waiting = notice.state === 'pending' || (notice.state === 'failed' && message === null);
    this.change({ notices: waiting ? [...others, notice] : others });
    if (message) this.putMessage(message);
  }

  /** @param {string} id */
  dismissNotice(id) {
    this.change({ notices: this.view.notices.filter((notice) => notice.id !== id) });
  }
}
