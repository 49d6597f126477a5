import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { composerView } from './composer-view.js';
import { messageView } from './message-view.js';

/** @import { MemberView, View } from './types.js' */
/** @import { Actions } from './actions.js' */

/**
 * The whole page.
 * @param {View} view
 * @param {Actions} actions
 */
export function app(view, actions) {
  const channel = view.channels.find(({ id }) => id === view.channelId);
  return html`
    ${channelList(view, actions)}
    <main class="chat" aria-label=${`Channel ${channel?.name}`}>
      <header class="top">
        <button type="button" class="icon only-narrow" aria-label="Channels" aria-expanded=${view.drawer === 'channels'}
          data-drawer="channels" @click=${() => actions.toggleDrawer('channels')}>☰</button>
        <h1><span aria-hidden="true">#</span>${channel?.name}</h1>
        <p class="topic">${channel?.topic}</p>
        <button type="button" class="icon only-narrow acting" aria-label=${`Acting as ${view.me.name}; members`}
          aria-expanded=${view.drawer === 'members'} data-drawer="members"
          @click=${() => actions.toggleDrawer('members')}>
          <img src=${view.me.avatarUrl} alt="" width="24" height="24" />
        </button>
      </header>
      ${statusBar(view)} ${view.hintShown ? hint(actions) : nothing}
      <div class="scroller" id="scroller" tabindex="0" aria-label="Messages" @scroll=${() => actions.scrolled()}>
        ${welcome(channel?.name ?? '')}
        <discord-messages id="messages" role="log" aria-live="polite" aria-relevant="additions">
          ${guard(drawnFrom(view, view.messages), () =>
            repeat(
              view.messages,
              ({ id }) => id,
              (message, at) => {
                const before = view.messages[at - 1];
                const ownMenu = view.menu?.messageId === message.id ? view.menu : null;
                return guard(drawnFrom({ ...view, menu: ownMenu }, [message, before]), () =>
                  messageView(message, before, view, actions),
                );
              },
            ),
          )}
        </discord-messages>
        ${notices(view, actions)}
      </div>
      ${
        view.unread
          ? html`<button type="button" class="unread" @click=${() => actions.scrollDown()}>New messages ↓</button>`
          : nothing
      }
      ${composerView(view, actions.composer)}
    </main>
    ${memberList(view, actions)}
    ${view.drawer ? html`<div class="shade" @click=${() => actions.toggleDrawer(null)}></div>` : nothing}
  `;
}

/**
 * What messages are drawn from: while nothing of it changes, as while somebody types, they are not drawn again, however many
 * there are.
 *
 * @param {View} view
 * @param {readonly unknown[]} messages
 */
function drawnFrom({ me, members, bot, channels, menu, playing, brokenPictures }, messages) {
  return [...messages, me, members, bot, channels, menu, playing, brokenPictures];
}

/**
 * @param {View} view
 * @param {Actions} actions
 */
function channelList(view, actions) {
  return html`<nav class=${view.drawer === 'channels' ? 'side side-open' : 'side'} aria-label="Channels">
    <div class="server">
      <img src=${view.bot.avatarUrl} alt="" width="36" height="36" />
      <strong>${view.guild.name}</strong>
    </div>
    <h2>Text channels</h2>
    <ul>
      ${view.channels.map(
        ({ id, name }) => html`<li>
          <button type="button" class="channel" data-channel=${id} data-name=${name}
            aria-current=${id === view.channelId ? 'page' : 'false'} @click=${() => actions.openChannel(id)}>
            <span aria-hidden="true">#</span>${name}
          </button>
        </li>`,
      )}
    </ul>
    <p class="about">A Discord server on this computer. Nothing you do here leaves it, except for videos you play.</p>
    <div class="self">
      <img src=${view.me.avatarUrl} alt="" width="32" height="32" />
      <div><strong>${view.me.name}</strong><span>${view.me.moderator ? 'Moderator' : 'Member'}</span></div>
    </div>
  </nav>`;
}

/**
 * @param {View} view
 * @param {Actions} actions
 */
function memberList(view, actions) {
  const groups = [
    { title: 'Moderators', people: view.members.filter(({ moderator }) => moderator) },
    { title: 'Members', people: view.members.filter(({ moderator }) => !moderator) },
  ];
  return html`<aside class=${view.drawer === 'members' ? 'members members-open' : 'members'} aria-label="Members">
    <p class="act-as">Click a member to act as them</p>
    ${groups.map(
      ({ title, people }) => html`<h2>${title} — ${people.length}</h2>
        <ul>
          ${people.map((member) => person(member, view, actions))}
        </ul>`,
    )}
    <h2>Apps — 1</h2>
    <div class=${view.bot.online ? 'person' : 'person person-offline'} data-bot>
      <img src=${view.bot.avatarUrl} alt="" width="32" height="32" />
      <span>${view.bot.name}</span><span class="tag">APP</span>
      <span class="sr-only">${view.bot.online ? 'online' : 'offline'}</span>
    </div>
  </aside>`;
}

/**
 * @param {MemberView} member
 * @param {View} view
 * @param {Actions} actions
 */
function person(member, view, actions) {
  const me = member.id === view.me.id;
  return html`<li>
    <button type="button" class="person" data-member=${member.id} data-name=${member.name} aria-pressed=${me}
      @click=${() => actions.actAs(member.id)}>
      <img src=${member.avatarUrl} alt="" width="32" height="32" />
      <span>${member.name}</span>
      ${member.moderator ? shield : nothing}
      ${me ? html`<span class="tag tag-me">YOU</span>` : nothing}
    </button>
  </li>`;
}

const shield = html`<svg class="shield" viewBox="0 0 24 24" width="16" height="16" role="img" aria-label="Moderator">
  <path fill="currentColor" d="M12 2 4 5v6c0 5 3.4 9.3 8 11 4.6-1.7 8-6 8-11V5z" />
</svg>`;

/** @param {View} view */
function statusBar(view) {
  if (!view.connected) return html`<div class="status" role="status">Connecting…</div>`;
  if (!view.bot.online) {
    return html`<div class="status" role="status">${view.bot.name} is offline, commands will not be answered.</div>`;
  }
  return nothing;
}

/** @param {Actions} actions */
function hint(actions) {
  return html`<section class="hint" id="hint" aria-label="How to begin">
    <ol>
      <li>Type <code>/mood chill</code> and press Enter.</li>
      <li>React to the song with an emoji to label it.</li>
      <li>Click Robin the moderator, then <code>/retrain</code>.</li>
    </ol>
    <button type="button" class="icon" aria-label="Close the hint" data-action="close-hint"
      @click=${() => actions.closeHint()}>✕</button>
  </section>`;
}

/** @param {string} channel */
function welcome(channel) {
  return html`<div class="welcome">
    <div class="welcome-sign" aria-hidden="true">#</div>
    <h2>Welcome to #${channel}!</h2>
    <p>This is the start of the channel. Type <code>/</code> to see what Moodring can do.</p>
  </div>`;
}

/**
 * @param {View} view
 * @param {Actions} actions
 */
function notices(view, actions) {
  const here = view.notices.filter(({ channelId }) => channelId === view.channelId);
  return here.map(({ id, state, name, kind }) => {
    const what = kind === 'command' ? `/${name}` : 'the button';
    return html`<div class="notice" role="status" data-notice=${state}>
      ${
        state === 'failed'
          ? html`<span class="failed">The application did not respond</span> <span class="quiet">${what}</span>
            <button type="button" class="link" @click=${() => actions.dismissNotice(id)}>Dismiss</button>`
          : html`<span class="quiet">Sending ${what}…</span>`
      }
    </div>`;
  });
}
