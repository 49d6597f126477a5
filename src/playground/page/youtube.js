import { html } from 'lit';

/**
 * What Discord shows under a message with a link to a video: a picture with a button that plays it in place.
 * @param {{ videoId: string, link: string, title: string | undefined, playing: boolean, broken: boolean,
 *   onPlay: () => void, onBroken: () => void }} card
 */
export function youtubeCard({
  videoId,
  link,
  title = 'Watch on YouTube',
  playing,
  broken,
  onPlay,
  onBroken,
}) {
  const player = html`<iframe
    class="video-frame"
    title=${`Player: ${title}`}
    src=${`https://www.youtube-nocookie.com/embed/${videoId}?autoplay=1&rel=0`}
    allow="autoplay; encrypted-media; picture-in-picture; fullscreen"
    referrerpolicy="strict-origin-when-cross-origin"
  ></iframe>`;
  const picture = broken
    ? html`<div class="video-placeholder" aria-hidden="true"><span class="video-note">♪</span></div>`
    : html`<img
        class="video-picture"
        src=${`https://i.ytimg.com/vi/${videoId}/hqdefault.jpg`}
        alt=""
        loading="lazy"
        referrerpolicy="strict-origin-when-cross-origin"
        @error=${onBroken}
      />`;
  const sign = html`<svg viewBox="0 0 68 48" aria-hidden="true">
    <rect width="68" height="48" rx="12" fill="#f00" />
    <path d="M45 24 27 14v20z" fill="#fff" />
  </svg>`;
  // Without a picture there is hardly a player either: the link is of more use than the browser's error page.
  const start = broken
    ? html`<a class="video-play" data-play aria-label=${`Open ${title} on YouTube`} href=${link} target="_blank" rel="noopener noreferrer">${sign}</a>`
    : html`<button class="video-play" type="button" data-play aria-label=${`Play ${title}`} @click=${onPlay}>${sign}</button>`;
  const still = html`${picture} ${start}`;
  return html`<div class="video" slot="embeds" data-video=${videoId}>
    <div class="video-provider">YouTube</div>
    <a class="video-title" href=${link} target="_blank" rel="noopener noreferrer">${title}</a>
    <div class="video-screen">${playing ? player : still}</div>
    ${broken && !playing ? html`<div class="video-offline">No picture without a connection to YouTube</div>` : ''}
  </div>`;
}
