import { ActionError, act, fetchState, listen } from './api.js';
import { Composer } from './composer.js';

/** @import { MessageView, OpenMenu, View } from './types.js' */
/** @import { Follower } from './scroll.js' */
/** @import { Store } from './store.js' */

const MEMBER_KEY = 'moodring.member';
const HINT_KEY = 'moodring.hint-closed';
/** What members and the server make the page do. */
export class Actions {
  /** @type {Store} */
  #store;
  /** @type {() => void} */
  #unlisten = () => {};
  /** @type {Follower} */
  #follower;
  /** @type {Composer} */
  composer;

  /**
   * @param {Store} store
   * @param {Follower} follower
   */
  constructor(store, follower) {
    this.#store = store;
    this.#follower = follower;
    this.composer = new Composer(store, this);
    store.change({ hintShown: localStorage.getItem(HINT_KEY) === null });
    this.#listen();
  }

  get #view() {
    return this.#store.view;
  }

  #listen() {
    this.#unlisten();
    const store = this.#store;
    this.#unlisten = listen(this.#view.me.id, {
      // What happened while nobody listened is only in the state.
      open: () => this.#load({}),
      lost: () => store.change({ connected: false }),
      message: (message) => this.#received(message),
      remove: ({ id }) => store.removeMessage(id),
      commands: (commands) => store.change({ commands }),
      presence: ({ online }) => store.change({ bot: { ...this.#view.bot, online } }),
      interaction: (interaction) => store.putNotice(interaction),
    });
  }

  /** @param {MessageView} message */
  #received(message) {
    const { messages, channelId } = this.#view;
    const fresh = message.channelId === channelId && !messages.some(({ id }) => id === message.id);
    this.#store.putMessage(message);
    if (fresh && !this.#follower.following) this.#store.change({ unread: true });
  }

  /** @param {{ memberId?: string, channelId?: string }} change */
  #load({ memberId = this.#view.me.id, channelId = this.#view.channelId }) {
    return this.attempt(async () => {
      const state = await fetchState(memberId, channelId);
      this.#store.change({ ...state, connected: true });
      this.scrollDown();
    });
  }

  /** @param {string} memberId */
  async actAs(memberId) {
    localStorage.setItem(MEMBER_KEY, memberId);
    await this.#load({ memberId });
    this.#store.change({ drawer: null, notices: [], menu: null });
    this.#listen();
    this.focusInput();
  }

  /** @param {string} channelId */
  async openChannel(channelId) {
    await this.#load({ channelId });
    this.#store.change({ drawer: null, menu: null, unread: false });
    this.focusInput();
  }

  /**
   * @param {MessageView} message
   * @param {string} emoji
   * @param {boolean} on
   */
  react(message, emoji, on) {
    this.#store.change({ menu: null });
    return this.attempt(() =>
      act('reactions', { memberId: this.#view.me.id, messageId: message.id, emoji, on }),
    );
  }

  /**
   * @param {MessageView} message
   * @param {string} customId
   * @param {string[]} [values]
   */
  click(message, customId, values) {
    const body = { memberId: this.#view.me.id, messageId: message.id, customId, values };
    return this.attempt(() => act('clicks', body));
  }

  /** @param {MessageView} message */
  clearReactions(message) {
    return this.#onMessage('clear-reactions', message);
  }

  /** @param {MessageView} message */
  deleteMessage(message) {
    return this.#onMessage('delete-message', message);
  }

  /** @param {MessageView} message */
  dismiss(message) {
    return this.#onMessage('dismiss', message);
  }

  /**
   * @param {string} action
   * @param {MessageView} message
   */
  #onMessage(action, message) {
    this.#store.change({ menu: null });
    return this.attempt(() => act(action, { memberId: this.#view.me.id, messageId: message.id }));
  }

  /** @param {string} id */
  dismissNotice(id) {
    this.#store.dismissNotice(id);
  }

  /**
   * Opens a message's picker or menu, or closes it if it is open.
   * @param {OpenMenu} menu
   */
  openMenu(menu) {
    const { menu: now } = this.#view;
    const same = now?.kind === menu.kind && now.messageId === menu.messageId;
    this.#store.change({ menu: same ? null : menu });
    // Drawn by now: the store draws in an earlier microtask.
    queueMicrotask(() => document.querySelector('.popover')?.scrollIntoView({ block: 'nearest' }));
  }

  closeMenus() {
    if (this.#view.menu || this.#view.drawer) this.#store.change({ menu: null, drawer: null });
  }

  /** @param {View['drawer']} drawer */
  toggleDrawer(drawer) {
    this.#store.change({ drawer: this.#view.drawer === drawer ? null : drawer });
  }

  closeHint() {
    localStorage.setItem(HINT_KEY, 'yes');
    this.#store.change({ hintShown: false });
    this.focusInput();
  }

  /** @param {string} key */
  play(key) {
    this.#store.change({ playing: new Set([key]) });
  }

  /** @param {string} videoId */
  pictureBroken(videoId) {
    this.#store.change({ brokenPictures: new Set([...this.#view.brokenPictures, videoId]) });
  }

  /** The reader moved; at the end nothing is unread any more. */
  scrolled() {
    this.#follower.moved();
    if (this.#view.unread && this.#follower.following) this.#store.change({ unread: false });
  }

  scrollDown() {
    this.#store.change({ unread: false });
    this.#follower.toEnd();
  }

  focusInput() {
    document.getElementById('message-input')?.focus();
  }

  /**
   * Runs an action; what goes wrong is shown above the input.
   * @param {() => Promise<unknown>} action
   * @returns {Promise<boolean>} whether it went well
   */
  async attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /**
   * Shows what went wrong.
   * @param {unknown} error
   */
  report(error) {
    const known = error instanceof ActionError;
    this.#store.change({ problem: known ? error.message : `The playground cannot be reached (${error})` });
  }
}

/** Which member the page showed last time. */
export function rememberedMember() {
  return localStorage.getItem(MEMBER_KEY) ?? undefined;
}
