import { html, nothing } from 'lit';
import { componentRows } from './components-view.js';
import { attachments, embeds } from './embeds-view.js';
import { firstBold, previewedLinks } from './markdown.js';
import { markdown } from './markdown-view.js';
import { messageTools, reactionRow } from './reactions-view.js';
import { youtubeCard } from './youtube.js';
import { videoIdOf } from './youtube-link.js';

/** @import { MessageView, View } from './types.js' */
/** @import { Actions } from './actions.js' */

const SUPPRESS_EMBEDS = 4;
/** Messages of one author this close together share one heading, in milliseconds. */
const GROUP_MS = 7 * 60_000;

/**
 * One message.
 * @param {MessageView} message
 * @param {MessageView | undefined} before the message above it
 * @param {View} view
 * @param {Actions} actions
 */
export function messageView(message, before, view, actions) {
  const { author, origin } = message;
  const grouped = before !== undefined && belongsTo(message, before);
  return html`<discord-message
    class=${message.ephemeral ? 'message message-ephemeral' : 'message'}
    data-message-id=${message.id}
    role="article"
    aria-label=${`${author.name}, ${timeText(message.createdAt)}`}
    author=${author.name}
    avatar=${author.avatarUrl}
    role-color=${author.moderator || author.bot ? author.colour : '#f2f3f5'}
    ?bot=${author.bot}
    ?edited=${message.editedAt !== null}
    ?message-body-only=${grouped}
    timestamp=${grouped ? clock.format(new Date(message.createdAt)) : timeText(message.createdAt)}
    @contextmenu=${(/** @type {MouseEvent} */ event) => {
      if (!view.me.moderator || /** @type {Element} */ (event.target).closest('a')) return;
      event.preventDefault();
      actions.openMenu({ kind: 'menu', messageId: message.id });
    }}
  >
    ${
      origin?.command
        ? html`<discord-command
          slot="reply"
          type="slash_command"
          author=${origin.member.name}
          avatar=${origin.member.avatarUrl}
          role-color=${origin.member.colour}
          command=${commandOf(origin.name)}
          title=${`/${origin.name}`}
        ></discord-command>`
        : nothing
    }
    ${body(message, view)} ${previews(message, view, actions)} ${embeds(message, names(view))}
    ${attachments(message)} ${componentRows(message, actions)} ${reactionRow(message, view, actions)}
    ${message.ephemeral ? ephemeralNote(message, actions) : nothing}
    ${messageTools(message, view, actions)}
  </discord-message>`;
}

/**
 * @param {MessageView} message
 * @param {View} view
 */
function body(message, view) {
  if (message.loading) {
    return html`<span class="thinking" data-thinking>
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${message.author.name} is thinking…
    </span>`;
  }
  if (message.failed) return html`<span class="failed" data-failed>The application did not respond</span>`;
  return html`<div class="markdown">${markdown(message.content, names(view))}</div>`;
}

/**
 * @param {MessageView} message
 * @param {View} view
 * @param {Actions} actions
 */
function previews(message, view, actions) {
  if ((message.flags & SUPPRESS_EMBEDS) !== 0 || message.content === '') return nothing;
  const links = previewedLinks(message.content);
  const title = links.length === 1 ? firstBold(message.content) : undefined;
  return links.flatMap((link) => {
    const videoId = videoIdOf(link);
    if (videoId === undefined) return [];
    const key = `${message.id}/${videoId}`;
    return youtubeCard({
      videoId,
      link,
      title,
      playing: view.playing.has(key),
      broken: view.brokenPictures.has(videoId),
      onPlay: () => actions.play(key),
      onBroken: () => actions.pictureBroken(videoId),
    });
  });
}

const eye = html`<svg viewBox="0 0 24 24" width="15" height="15" aria-hidden="true" fill="currentColor">
  <path d="M12 5C5 5 1 12 1 12s4 7 11 7 11-7 11-7-4-7-11-7m0 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9" />
  <circle cx="12" cy="12" r="2.5" />
</svg>`;

/**
 * @param {MessageView} message
 * @param {Actions} actions
 */
function ephemeralNote(message, actions) {
  return html`<div class="ephemeral-note" slot="thread">
    ${eye} Only you can see this •
    <button type="button" class="link" data-action="dismiss" @click=${() => actions.dismiss(message)}>
      Dismiss message
    </button>
  </div>`;
}

/**
 * @param {MessageView} message
 * @param {MessageView} before
 */
function belongsTo(message, before) {
  const gap = Date.parse(message.createdAt) - Date.parse(before.createdAt);
  return (
    message.author.id === before.author.id &&
    message.ephemeral === before.ephemeral &&
    message.origin === null &&
    gap < GROUP_MS
  );
}

/** @param {View} view */
function names(view) {
  return {
    /** @param {string} id */
    userName: (id) => [...view.members, view.bot].find((member) => member.id === id)?.name ?? 'unknown-user',
    /** @param {string} id */
    channelName: (id) => view.channels.find((channel) => channel.id === id)?.name ?? 'unknown',
  };
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'short' });

/** @param {string} iso */
function timeText(iso) {
  const date = new Date(iso);
  const today = new Date().toDateString() === date.toDateString();
  return today ? `Today at ${clock.format(date)}` : `${day.format(date)} ${clock.format(date)}`;
}

/**
 * A command with its subcommand, without options: `model list` of `model list page:2`.
 * @param {string} text
 */
function commandOf(text) {
  return text.split(/ [^\s:]+:/u, 1)[0] ?? text;
}
