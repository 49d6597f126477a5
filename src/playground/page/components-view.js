import { html, nothing } from 'lit';

/** @import { MessageView } from './types.js' */
/** @import { Actions } from './actions.js' */

const ROW = 1;
const BUTTON = 2;
const STRING_SELECT = 3;
const STYLES = ['', 'primary', 'secondary', 'success', 'destructive', 'secondary'];

/**
 * Buttons and menus under a message.
 * @param {MessageView} message
 * @param {Actions} actions
 */
export function componentRows(message, actions) {
  if (message.components.length === 0) return nothing;
  return html`<div slot="components">
    ${message.components.map((/** @type {any} */ row) =>
      row.type === ROW
        ? html`<discord-action-row>
            ${row.components.map((/** @type {any} */ one) => component(message, one, actions))}
          </discord-action-row>`
        : nothing,
    )}
  </div>`;
}

/**
 * @param {MessageView} message
 * @param {any} one
 * @param {Actions} actions
 */
function component(message, one, actions) {
  if (one.type === STRING_SELECT) {
    return html`<select
      class="select"
      data-custom-id=${one.custom_id}
      aria-label=${one.placeholder ?? 'Choose'}
      ?disabled=${one.disabled}
      @change=${(/** @type {Event} */ event) =>
        actions.click(message, one.custom_id, [/** @type {HTMLSelectElement} */ (event.target).value])}
    >
      <option value="" hidden>${one.placeholder ?? 'Choose'}</option>
      ${one.options.map(
        (/** @type {any} */ option) =>
          html`<option value=${option.value} ?selected=${option.default}>${option.label}</option>`,
      )}
    </select>`;
  }
  if (one.type !== BUTTON) return nothing;
  const press = () => {
    if (!one.disabled && one.custom_id) actions.click(message, one.custom_id);
  };
  return html`<discord-button
    type=${STYLES[one.style] ?? 'secondary'}
    data-custom-id=${one.custom_id ?? nothing}
    ?disabled=${one.disabled}
    .url=${one.url}
    @click=${press}
    >${one.emoji?.name ?? ''} ${one.label ?? ''}</discord-button
  >`;
}
