import { z } from 'zod';
import type { StoredFile } from './attachments.ts';
import type { RegisteredCommand } from './commands.ts';
import { isSnowflake } from './snowflake.ts';
import type { StoredMessage } from './types.ts';

/** Raised whenever what is kept changes its form. */
export const STATE_VERSION = 1;

/** What the state file holds. */
export interface SavedState {
  readonly version: number;
  readonly messages: readonly StoredMessage[];
  readonly commands: readonly RegisteredCommand[];
  readonly files: readonly StoredFile[];
}

const id = z.string().refine(isSnowflake, 'not an id');
const time = z.number().min(-8.64e15).max(8.64e15);
const parts = z.array(z.looseObject({}));

const message = z.looseObject({
  id,
  channelId: id,
  authorId: id,
  type: z.int(),
  content: z.string(),
  embeds: parts,
  components: parts,
  attachments: z.array(z.looseObject({ id, filename: z.string(), url: z.string() })),
  flags: z.int(),
  createdAt: time,
  editedAt: time.nullable(),
  origin: z.looseObject({ interactionId: id, type: z.int(), userId: id, name: z.string() }).optional(),
  reactions: z.array(
    z.object({ emoji: z.string(), userIds: z.array(id), superUserIds: z.array(id).optional() }),
  ),
});

const command = z.looseObject({
  id,
  type: z.int(),
  name: z.string(),
  description: z.string(),
  options: parts.optional(),
  default_member_permissions: z.string().regex(/^\d+$/).nullable(),
});

const file = z.object({ id, filename: z.string(), contentType: z.string(), base64: z.string() });

const savedState = z.object({
  version: z.literal(STATE_VERSION),
  messages: z.array(message),
  commands: z.array(command),
  files: z.array(file),
});

/**
 * Reads the text of a state file, and checks what the server itself relies on.
 *
 * @throws SyntaxError for what is no JSON, TypeError for what is of another version or form.
 */
export function readSavedState(text: string): SavedState {
  const { success, data, error } = savedState.safeParse(JSON.parse(text));
  // Discord's types are stricter about the rest, which was checked before it was kept.
  if (success) return data as unknown as SavedState;
  // The first problem says enough; a file full of them would fill the log.
  const [issue] = error.issues;
  throw new TypeError(`unexpected state (${issue?.path.join('.')}: ${issue?.message})`);
}
