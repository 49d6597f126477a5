import { html, nothing } from 'lit';
import { parseInline, parseMarkdown } from './markdown.js';

/** @import { Block, Inline } from './markdown.js' */

/**
 * What markdown refers to by id.
 * @typedef {{ userName: (id: string) => string, channelName: (id: string) => string }} Names
 */

/**
 * The elements of a message's text.
 * @param {string} text
 * @param {Names} names
 */
export function markdown(text, names) {
  return parseMarkdown(text).map((block) => blockView(block, names));
}

/**
 * The elements of a text that has inline markup only, such as the value of an embed's field.
 * @param {string} text
 * @param {Names} names
 */
export function inlineMarkdown(text, names) {
  return parseInline(text).map((node) => inlineView(node, names));
}

/**
 * @param {Block} block
 * @param {Names} names
 */
function blockView(block, names) {
  if (block.type === 'blank') return html`<div class="md-blank"></div>`;
  if (block.type === 'codeBlock') return html`<pre class="md-pre"><code>${block.text}</code></pre>`;
  const inner = block.children.map((node) => inlineView(node, names));
  switch (block.type) {
    case 'heading':
      return html`<div class=${`md-heading md-heading-${block.level}`} role="heading" aria-level=${block.level + 2}
        >${inner}</div
      >`;
    case 'small':
      return html`<div class="md-small">${inner}</div>`;
    case 'quote':
      return html`<blockquote class="md-quote">${inner}</blockquote>`;
    case 'item':
      return html`<div class="md-item">${inner}</div>`;
    default:
      return html`<div class="md-line">${inner}</div>`;
  }
}

/**
 * @param {Inline} node
 * @param {Names} names
 * @returns {unknown}
 */
function inlineView(node, names) {
  /** @param {Inline[]} children */
  const inside = (children) => children.map((child) => inlineView(child, names));
  switch (node.type) {
    case 'text':
      return node.text;
    case 'code':
      return html`<code class="md-code">${node.text}</code>`;
    case 'bold':
      return html`<strong>${inside(node.children)}</strong>`;
    case 'italic':
      return html`<em>${inside(node.children)}</em>`;
    case 'underline':
      return html`<u>${inside(node.children)}</u>`;
    case 'strike':
      return html`<s>${inside(node.children)}</s>`;
    case 'spoiler':
      return html`<span class="md-spoiler" tabindex="0">${inside(node.children)}</span>`;
    case 'link':
      return html`<a href=${node.url} target="_blank" rel="noopener noreferrer">${inside(node.children)}</a>`;
    case 'user':
      return html`<span class="md-mention">@${names.userName(node.id)}</span>`;
    case 'channel':
      return html`<span class="md-mention">#${names.channelName(node.id)}</span>`;
    case 'command':
      return html`<span class="md-mention">/${node.name}</span>`;
    case 'time':
      return html`<time datetime=${new Date(node.seconds * 1000).toISOString()}>${timeText(node)}</time>`;
    default:
      return nothing;
  }
}

/** @param {{ seconds: number, style: string }} time */
function timeText({ seconds, style }) {
  const date = new Date(seconds * 1000);
  if (style === 'R') return relativeText((date.getTime() - Date.now()) / 1000);
  /** @type {Record<string, Intl.DateTimeFormatOptions>} */
  const formats = {
    t: { timeStyle: 'short' },
    T: { timeStyle: 'medium' },
    d: { dateStyle: 'short' },
    D: { dateStyle: 'long' },
    f: { dateStyle: 'long', timeStyle: 'short' },
    F: { dateStyle: 'full', timeStyle: 'short' },
  };
  return new Intl.DateTimeFormat(undefined, formats[style]).format(date);
}

/** @param {number} seconds positive in the future */
function relativeText(seconds) {
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) return format.format(Math.round(seconds), 'second');
  if (size < 3600) return format.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
