import { choicesOf, readCommandLine } from './command-line.js';

/** @import { Choice, CommandLine } from './command-line.js' */
/** @import { PageCommand, PageOption, Suggestion } from './types.js' */

/**
 * What could come next.
 * @param {string} text
 * @param {readonly PageCommand[]} commands
 * @param {readonly Choice[]} [dynamic] choices that the bot offers for the option being typed
 * @returns {{ heading: string, suggestions: Suggestion[] }}
 */
export function suggest(text, commands, dynamic = []) {
  const line = readCommandLine(text, commands);
  if (line.command === undefined || !/\s/.test(text)) return suggestCommands(text, commands);
  if (line.subcommands.length > 0) return suggestSubcommands(line);
  const option = line.cursor?.option ?? (line.remaining[0]?.required ? line.remaining[0] : undefined);
  const choices = option && (choicesOf(option) ?? (option.autocomplete ? dynamic : undefined));
  if (option && choices) {
    const before = line.cursor ? text.slice(0, line.cursor.start) : text;
    // The bot has looked for what is typed itself, and may find more than what begins so.
    const typed = option.autocomplete ? '' : (line.cursor?.typed ?? '');
    return suggestChoices(option, choices, typed, before);
  }
  if (line.cursor) return { heading: option?.name ?? '', suggestions: [] };
  return {
    heading: 'Options',
    suggestions: line.remaining.map(({ name, description, required }) => ({
      key: name,
      label: name,
      detail: description,
      text: `${text.trimEnd()} ${name}:`,
      ...(required && { required }),
    })),
  };
}

/**
 * @param {string} text
 * @param {readonly PageCommand[]} commands
 */
function suggestCommands(text, commands) {
  if (/\s/.test(text)) return { heading: '', suggestions: [] };
  const fits = byPrefix(commands, ({ name }) => [name], text.slice(1));
  return {
    heading: 'Moodring',
    suggestions: fits.map(({ name, description }) => ({
      key: name,
      label: `/${name}`,
      detail: description,
      text: `/${name} `,
    })),
  };
}

/** @param {CommandLine} line */
function suggestSubcommands({ subcommands, partial, path }) {
  return {
    heading: `/${path.join(' ')}`,
    suggestions: byPrefix(subcommands, ({ name }) => [name], partial).map(({ name, description }) => ({
      key: name,
      label: name,
      detail: description,
      text: `/${path.join(' ')} ${name} `,
    })),
  };
}

/**
 * @param {PageOption} option
 * @param {readonly Choice[]} choices
 * @param {string} typed
 * @param {string} before
 */
function suggestChoices(option, choices, typed, before) {
  const fits = byPrefix(choices, ({ name, value }) => [name, String(value)], typed);
  return {
    heading: option.name,
    suggestions: fits.map(({ name, value }) => ({
      key: String(value),
      label: name,
      detail: '',
      text: `${before.trimEnd()} ${option.name}:${/\s/.test(String(value)) ? name : value} `,
    })),
  };
}

/**
 * Those whose spelling begins with `typed`, then those that contain it.
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string[]} spellings
 * @param {string} typed
 */
function byPrefix(items, spellings, typed) {
  const lower = typed.toLowerCase();
  /** @param {T} item */
  const rank = (item) => {
    const all = spellings(item).map((spelling) => spelling.toLowerCase());
    return all.some((one) => one.startsWith(lower)) ? 0 : all.some((one) => one.includes(lower)) ? 1 : 2;
  };
  return [0, 1].flatMap((wanted) => items.filter((item) => rank(item) === wanted));
}
