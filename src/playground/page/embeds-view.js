import { html, nothing } from 'lit';
import { inlineMarkdown, markdown } from './markdown-view.js';

/** @import { MessageView } from './types.js' */
/** @import { Names } from './markdown-view.js' */

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

/**
 * The embeds that the bot sent.
 * @param {MessageView} message
 * @param {Names} names
 */
export function embeds(message, names) {
  return message.embeds.map((embed) => {
    const { title, description, url, color, author, image, thumbnail, fields = [], footer } = embed;
    return html`<discord-embed
      slot="embeds"
      color=${`#${(color ?? 0x4e5058).toString(16).padStart(6, '0')}`}
      .embedTitle=${title}
      .url=${url}
      .authorName=${author?.name}
      .authorUrl=${author?.url}
      .image=${image && pagePath(image.url)}
      .thumbnail=${thumbnail && pagePath(thumbnail.url)}
    >
      ${
        description
          ? html`<discord-embed-description slot="description"
            ><div class="markdown">${markdown(description, names)}</div></discord-embed-description
          >`
          : nothing
      }
      ${
        fields.length > 0
          ? html`<discord-embed-fields slot="fields">
            ${fields.map(
              ({ name, value, inline }, at) =>
                html`<discord-embed-field field-title=${name} ?inline=${inline} inline-index=${(at % 3) + 1}
                  ><span class="field-value">${inlineMarkdown(value, names)}</span></discord-embed-field
                >`,
            )}
          </discord-embed-fields>`
          : nothing
      }
      ${footer ? html`<discord-embed-footer slot="footer">${footer.text}</discord-embed-footer>` : nothing}
    </discord-embed>`;
  });
}

/**
 * Files that came with the message, unless an embed shows them.
 * @param {MessageView} message
 */
export function attachments(message) {
  const shown = new Set(message.embeds.flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]));
  const files = message.attachments.filter(({ url }) => !shown.has(url));
  if (files.length === 0) return nothing;
  return html`<div slot="attachments" class="attachments">
    ${files.map(({ url, filename, content_type, description, size }) =>
      PICTURE.test(content_type ?? '')
        ? html`<a href=${pagePath(url)} target="_blank"
            ><img class="attached-picture" src=${pagePath(url)} alt=${description ?? filename} loading="lazy"
          /></a>`
        : html`<a class="attached-file" href=${pagePath(url)} download
            >📄 ${filename} <span>${Math.ceil(size / 1024)} kB</span></a
          >`,
    )}
  </div>`;
}

/**
 * Pictures of other servers are not loaded: the page asks nobody but YouTube.
 * @param {string} url
 */
function pagePath(url) {
  return url.startsWith('/attachments/') ? url : undefined;
}
