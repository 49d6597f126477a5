import { ApplicationCommandType, Locale, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { z } from 'zod';

/*
 * The limits that Discord puts on application commands (Discord's documentation: "Application Commands").
 * Loose objects: fields that the playground does not know are kept and given back.
 */

/** Discord's own pattern of names; `\p{sc=…}` for scripts whose vowel signs are not letters. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const slashName = z
  .string()
  .regex(NAME, 'Command name is invalid')
  .refine((name) => name === name.toLowerCase(), 'Command name must be lower case');
const description = z.string().min(1).max(100);
/** Texts by language; each one in a language that Discord speaks. */
const localized = (text: z.ZodType<string>) => z.partialRecord(z.enum(Locale), text).nullish();
const localizations = {
  name_localizations: localized(slashName),
  description_localizations: localized(description),
};

const choice = z.looseObject({
  name: z.string().min(1).max(100),
  value: z.union([z.string().max(100), z.number()]),
});

const valueOption = z
  .looseObject({
    type: z.enum(OptionType),
    name: slashName,
    description,
    ...localizations,
    required: z.boolean().optional(),
    choices: z.array(choice).max(25).optional(),
    autocomplete: z.boolean().optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
    min_length: z.int().min(0).max(6000).optional(),
    max_length: z.int().min(1).max(6000).optional(),
  })
  .refine((option) => !(option.autocomplete && option.choices?.length), {
    path: ['autocomplete'],
    message: 'Options with autocomplete cannot have choices',
  });

export type CommandOption = z.infer<typeof valueOption> & { options?: CommandOption[] | undefined };

const optionList: z.ZodType<CommandOption[]> = z
  .lazy(() => z.array(z.intersection(valueOption, z.looseObject({ options: optionList.optional() }))))
  .check(z.maxLength(25))
  .refine((options) => new Set(options.map(({ name }) => name)).size === options.length, {
    message: 'Option names must be unique',
  })
  .refine(requiredFirst, { message: 'Required options must be placed before non-required options' });

function requiredFirst(options: readonly CommandOption[]): boolean {
  const firstOptional = options.findIndex(({ required }) => !required);
  return firstOptional === -1 || !options.slice(firstOptional).some(({ required }) => required);
}

const command = z
  .looseObject({
    type: z.enum(ApplicationCommandType).nullish(),
    name: z.string().min(1).max(32),
    description: z.string().max(100).nullish(),
    ...localizations,
    options: optionList.nullish(),
    default_member_permissions: z.union([z.string().regex(/^\d+$/), z.int().min(0)]).nullish(),
    nsfw: z.boolean().nullish(),
  })
  .check(({ value, issues }) => {
    if ((value.type ?? ApplicationCommandType.ChatInput) !== ApplicationCommandType.ChatInput) return;
    for (const { message } of slashName.safeParse(value.name).error?.issues ?? []) {
      issues.push({ code: 'custom', message, input: value.name, path: ['name'] });
    }
    if (!value.description) {
      const message = 'This field is required';
      issues.push({ code: 'custom', message, input: value.description, path: ['description'] });
    }
    if (textLength(value) > 8000) {
      const message = 'Command exceeds maximum size (8000)';
      issues.push({ code: 'custom', message, input: value, path: [] });
    }
  });

export type CommandBody = z.infer<typeof command>;

/** Body of a bulk overwrite. */
export const commandList = z
  .array(command)
  .max(130)
  .refine((all) => new Set(all.map(({ name, type }) => `${type ?? 1} ${name}`)).size === all.length, {
    message: 'Application command names must be unique',
  });

/** Characters of all names, descriptions and values of a command, which Discord adds up. */
function textLength(body: {
  name: string;
  description?: unknown;
  options?: CommandOption[] | null | undefined;
}): number {
  const own = body.name.length + (typeof body.description === 'string' ? body.description.length : 0);
  const choices = (option: CommandOption) =>
    (option.choices ?? []).reduce((sum, { name, value }) => sum + name.length + String(value).length, 0);
  return (body.options ?? []).reduce((sum, option) => sum + choices(option) + textLength(option), own);
}
