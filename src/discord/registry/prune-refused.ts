/** What Discord says is wrong with a body, nested by field as the body is; `_errors` holds what is wrong at that place. */
export interface FieldErrors {
  readonly [field: string]: FieldErrors | readonly { readonly message: string }[];
}

/** One thing that Discord refuses. */
export interface Refused {
  /** Where it is, as an operator reads it: `/mood`, `/mood option count`, `/mood name in de`. */
  readonly what: string;
  /** What Discord says is wrong with it. */
  readonly reason: string;
}

type Part = Readonly<Record<string, unknown>>;

const LOCALIZED = { name_localizations: 'name', description_localizations: 'description' } as const;
const SUBCOMMANDS: readonly unknown[] = [1, 2];

/**
 * The commands without what Discord refuses, as little as possible of them: a language, a choice, an option that members may leave
 * out, a subcommand, or else the command.
 *
 * @param errors by index of the command
 * @returns undefined when it is not a command that is wrong.
 */
export function pruneRefused<Command extends { readonly name: string }>(
  commands: readonly Command[],
  errors: FieldErrors,
): { readonly commands: Command[]; readonly refused: Refused[] } | undefined {
  const indices = Object.keys(errors);
  if (indices.length === 0 || indices.some((index) => commands[Number(index)] === undefined))
    return undefined;
  const refused: Refused[] = [];
  const kept = commands.map((command, index) => {
    const wrong = errors[index];
    if (wrong === undefined) return command;
    return prune(command as unknown as Part, wrong, `/${command.name}`, refused) as Command | undefined;
  });
  return { commands: kept.filter((command) => command !== undefined), refused };
}

/** @returns the part without what is wrong in it, or undefined when it is nothing without that. */
function prune(part: Part, errors: FieldErrors[string], what: string, refused: Refused[]): Part | undefined {
  const inner: Refused[] = [];
  let left: Part | undefined = part;
  for (const [field, wrong] of Object.entries(errors)) {
    if (left === undefined) break;
    if (field in LOCALIZED) {
      left = withoutLanguages(left, field as keyof typeof LOCALIZED, wrong, what, inner);
    } else if (field === 'options' || field === 'choices') {
      left = withoutItems(left, field, wrong, what, inner);
    } else {
      left = undefined;
    }
  }
  if (left === undefined) refused.push({ what, reason: firstReason(errors) });
  else refused.push(...inner);
  return left;
}

/** Discord names the languages that are wrong, or only that some are. */
function withoutLanguages(
  part: Part,
  field: keyof typeof LOCALIZED,
  errors: FieldErrors[string],
  what: string,
  refused: Refused[],
): Part {
  const texts = { ...(part[field] as Record<string, string> | undefined) };
  const named = Object.keys(errors).filter((language) => Object.hasOwn(texts, language));
  for (const language of named.length > 0 ? named : Object.keys(texts)) {
    delete texts[language];
    refused.push({ what: `${what} ${LOCALIZED[field]} in ${language}`, reason: firstReason(errors) });
  }
  return { ...part, [field]: texts };
}

function withoutItems(
  part: Part,
  field: 'options' | 'choices',
  errors: FieldErrors[string],
  what: string,
  refused: Refused[],
): Part | undefined {
  const items = (part[field] ?? []) as readonly Part[];
  const indices = Object.keys(errors);
  // Too many of them, for example: which one to leave out is not ours to guess.
  if (indices.some((index) => items[Number(index)] === undefined)) return undefined;
  const kept: Part[] = [];
  for (const [index, item] of items.entries()) {
    const wrong = (errors as FieldErrors)[index];
    const name = `${what} ${field === 'choices' ? 'choice' : isSubcommand(item) ? 'subcommand' : 'option'} ${item.name}`;
    const left = wrong === undefined ? item : prune(item, wrong, name, refused);
    if (left !== undefined) kept.push(left);
    else if (item.required === true) return undefined;
  }
  const emptied = kept.length === 0 && (field === 'choices' || items.some(isSubcommand));
  return emptied ? undefined : { ...part, [field]: kept };
}

function isSubcommand({ type }: Part): boolean {
  return SUBCOMMANDS.includes(type);
}

function firstReason(errors: FieldErrors[string]): string {
  if (Array.isArray(errors)) return String(errors[0]?.message ?? 'it does not say why');
  const [inner] = Object.values(errors as FieldErrors);
  return inner === undefined ? 'it does not say why' : firstReason(inner);
}
