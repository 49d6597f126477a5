import { RESTJSONErrorCodes as Code } from 'discord.js';
import { DiscordApiError, type FieldErrors } from './discord-api-error.ts';

/*
 * The errors of Discord that the playground gives, with Discord's statuses, codes and texts
 * (Discord's documentation, "Opcodes and Status Codes").
 */

export const unauthorized = () => new DiscordApiError(401, 0, '401: Unauthorized');
export const notFound = () => new DiscordApiError(404, 0, '404: Not Found');
export const unknownChannel = () => new DiscordApiError(404, Code.UnknownChannel, 'Unknown Channel');
export const unknownGuild = () => new DiscordApiError(404, Code.UnknownGuild, 'Unknown Guild');
export const unknownMember = () => new DiscordApiError(404, Code.UnknownMember, 'Unknown Member');
export const unknownUser = () => new DiscordApiError(404, Code.UnknownUser, 'Unknown User');
export const unknownMessage = () => new DiscordApiError(404, Code.UnknownMessage, 'Unknown Message');
export const unknownEmoji = () => new DiscordApiError(400, Code.UnknownEmoji, 'Unknown Emoji');
export const unknownWebhook = () => new DiscordApiError(404, Code.UnknownWebhook, 'Unknown Webhook');
export const unknownApplication = () =>
  new DiscordApiError(404, Code.UnknownApplication, 'Unknown Application');
export const unknownInteraction = () =>
  new DiscordApiError(404, Code.UnknownInteraction, 'Unknown interaction');
export const unknownCommand = () =>
  new DiscordApiError(404, Code.UnknownApplicationCommand, 'Unknown application command');
export const alreadyAcknowledged = () =>
  new DiscordApiError(
    400,
    Code.InteractionHasAlreadyBeenAcknowledged,
    'Interaction has already been acknowledged.',
  );
export const missingAccess = () => new DiscordApiError(403, Code.MissingAccess, 'Missing Access');
export const missingPermissions = () =>
  new DiscordApiError(403, Code.MissingPermissions, 'Missing Permissions');
export const cannotEditOthers = () =>
  new DiscordApiError(
    403,
    Code.CannotEditMessageAuthoredByAnotherUser,
    'Cannot edit a message authored by another user',
  );
export const emptyMessage = () =>
  new DiscordApiError(400, Code.CannotSendAnEmptyMessage, 'Cannot send an empty message');
export const invalidToken = () => new DiscordApiError(401, Code.InvalidWebhookToken, 'Invalid Webhook Token');
export const threadArchived = () =>
  new DiscordApiError(400, Code.InvalidActionOnArchivedThread, 'Thread is archived');
export const threadLocked = () => new DiscordApiError(400, Code.ThreadLocked, 'Thread is locked');
export const tooManyReactions = () =>
  new DiscordApiError(400, Code.MaximumNumberOfReactionsReached, 'Maximum number of reactions reached (20)');

/** 50035 with the errors nested by field; `path` is like `['options', 0, 'name']`. */
export function invalidFormBody(
  problems: readonly { path: readonly PropertyKey[]; code: string; message: string }[],
): DiscordApiError {
  // Members name fields, of options for example: without a prototype `constructor` is a field like any other.
  const fields = (): FieldErrors => Object.create(null);
  const errors = fields();
  for (const { path, code, message } of problems) {
    let at = errors;
    for (const key of path) {
      const next = at[String(key)] ?? fields();
      if (Array.isArray(next)) break;
      at[String(key)] = next;
      at = next;
    }
    const own = at._errors;
    at._errors = [...(Array.isArray(own) ? own : []), { code, message }];
  }
  return new DiscordApiError(400, Code.InvalidFormBodyOrContentType, 'Invalid Form Body', errors);
}
