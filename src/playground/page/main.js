/*
 * The page of the playground: a Discord channel to try the bot in.
 *
 * What browser tests can hold on to:
 *   body[data-ready]                     connected; everything below is there
 *   #message-input, #send                the input and its button
 *   [data-suggestion=KEY]                a line above the input: name of a command or option, or value of a choice;
 *                                        aria-selected tells the chosen one
 *   [data-problem]                       why something was not sent
 *   [data-message-id=ID]                 a message; inside it:
 *     [data-thinking], [data-failed]       deferred, never answered
 *     [data-reaction=EMOJI]                a reaction: data-count, aria-pressed for one's own
 *     [data-add-reaction], [data-emoji]    opens the picker, an emoji in it
 *     [data-custom-id=ID]                  a button or menu of the bot
 *     [data-video=ID], [data-play]         the card of a video; its button, a link when YouTube cannot be reached
 *     [data-action=more|clear-reactions|delete-message|dismiss]
 *   [data-notice=pending|failed]         one's own command without an answer
 *   [data-member=ID][data-name=NAME]     acts as that member; aria-pressed for the present one
 *   [data-channel=ID][data-name=NAME]    opens that channel
 *   [data-drawer=channels|members]       opens a side list on a narrow screen
 *   #hint, [data-action=close-hint]      the first visit's hint
 */
import '@skyra/discord-components-core/discord-action-row.js';
import '@skyra/discord-components-core/discord-button.js';
import '@skyra/discord-components-core/discord-command.js';
import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-field.js';
import '@skyra/discord-components-core/discord-embed-fields.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import '@skyra/discord-components-core/discord-message.js';
import '@skyra/discord-components-core/discord-messages.js';
import '@skyra/discord-components-core/discord-reaction.js';
import '@skyra/discord-components-core/discord-reactions.js';
import { render } from 'lit';
import { Actions, rememberedMember } from './actions.js';
import { fetchState } from './api.js';
import { app } from './app-view.js';
import { Follower } from './scroll.js';
import { Store } from './store.js';

/** @import { View } from './types.js' */

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
const follower = new Follower();

/** @param {string | undefined} memberId */
async function firstState(memberId) {
  try {
    return await fetchState(memberId, undefined);
  } catch (error) {
    if (memberId === undefined) throw error;
    return fetchState(undefined, undefined);
  }
}

const store = new Store(await firstState(rememberedMember()), draw);
const actions = new Actions(store, follower);

/** @param {View} view */
function draw(view) {
  render(app(view, actions), root);
  document.body.toggleAttribute('data-ready', view.connected);
}

draw(store.view);
follower.watch(
  /** @type {HTMLElement} */ (document.getElementById('scroller')),
  /** @type {HTMLElement} */ (document.getElementById('messages')),
);
actions.focusInput();

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') actions.closeMenus();
});
document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.target.closest('.tools, .reaction-add, .popover')) return;
  if (store.view.menu) store.change({ menu: null });
});
