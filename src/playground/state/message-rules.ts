import { ComponentType, MessageFlags } from 'discord.js';
import { z } from 'zod';

/*
 * The limits that Discord puts on messages (Discord's documentation: "Message", "Components").
 * Loose objects: fields that the playground does not know pass through unchanged.
 */

const text = (max: number) => z.string().max(max);
const url = z
  .string()
  .max(2048)
  .regex(/^(https?|attachment):\/\//u, 'Not a well formed URL.');

const embed = z.looseObject({
  title: text(256).nullish(),
  description: text(4096).nullish(),
  url: url.nullish(),
  color: z.int().min(0).max(0xffffff).nullish(),
  footer: z.looseObject({ text: text(2048) }).nullish(),
  author: z.looseObject({ name: text(256) }).nullish(),
  image: z.looseObject({ url }).nullish(),
  thumbnail: z.looseObject({ url }).nullish(),
  fields: z
    .array(z.looseObject({ name: z.string().min(1).max(256), value: z.string().min(1).max(1024) }))
    .max(25)
    .nullish(),
});

const customId = z.string().min(1).max(100);

const button = z
  .looseObject({
    type: z.literal(ComponentType.Button),
    style: z.int().min(1).max(6),
    label: text(80).optional(),
    custom_id: customId.optional(),
    url: z.string().max(512).optional(),
    emoji: z.looseObject({}).optional(),
  })
  .check(({ value, issues }) => {
    const link = value.style === 5;
    const problem = link
      ? value.url === undefined && 'A link button needs a url.'
      : value.custom_id === undefined && 'A button needs a custom id.';
    const bare = value.label === undefined && value.emoji === undefined;
    if (problem)
      issues.push({ code: 'custom', message: problem, input: value, path: [link ? 'url' : 'custom_id'] });
    if (bare)
      issues.push({
        code: 'custom',
        message: 'A button needs a label or an emoji.',
        input: value,
        path: ['label'],
      });
  });

const menu = z.looseObject({
  type: z.literal(ComponentType.StringSelect),
  custom_id: customId,
  placeholder: text(150).optional(),
  options: z
    .array(
      z.looseObject({
        label: z.string().min(1).max(100),
        value: z.string().min(1).max(100),
        description: text(100).optional(),
      }),
    )
    .min(1)
    .max(25),
});

const row = z.looseObject({
  type: z.literal(ComponentType.ActionRow),
  components: z.union([z.array(button).min(1).max(5), z.array(menu).length(1)]),
});

/** Body of a new or changed message; every field may be absent. */
export const messageBody = z
  .looseObject({
    content: text(2000).nullish(),
    embeds: z.array(embed).max(10).nullish(),
    components: z.array(row).max(5).nullish(),
    flags: z.int().nullish(),
    nonce: z.union([z.string().max(25), z.int()]).nullish(),
    enforce_nonce: z.boolean().nullish(),
    attachments: z
      .array(z.looseObject({ id: z.union([z.string(), z.int()]) }))
      .max(10)
      .nullish(),
    message_reference: z.looseObject({ message_id: z.string() }).nullish(),
    allowed_mentions: z.looseObject({}).nullish(),
  })
  .check(({ value, issues }) => {
    if (((value.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0) {
      const message = 'The playground does not show messages of the components v2 kind.';
      issues.push({ code: 'custom', message, input: value.flags, path: ['flags'] });
    }
    if (embedLength(value.embeds ?? []) > 6000) {
      const message = 'Embed size exceeds maximum size of 6000';
      issues.push({ code: 'custom', message, input: value.embeds, path: ['embeds'] });
    }
    const ids = (value.components ?? []).flatMap(({ components }) =>
      components.flatMap(({ custom_id }) => custom_id ?? []),
    );
    if (new Set(ids).size < ids.length) {
      const message = 'Component custom id cannot be duplicated';
      issues.push({ code: 'custom', message, input: ids, path: ['components'] });
    }
  });

export type MessageBody = z.infer<typeof messageBody>;

function embedLength(embeds: readonly z.infer<typeof embed>[]): number {
  const parts = embeds.flatMap(({ title, description, footer, author, fields }) => [
    title,
    description,
    footer?.text,
    author?.name,
    ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
  ]);
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}
