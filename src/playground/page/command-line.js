/*
 * Understands what is typed after a `/`: `/mood mood:chill count:2`, and in short `/mood chill`, where words without a
 * name go to the options in their order. Pure, so that it can be tested without a browser.
 */

/** @import { PageCommand, PageOption } from './types.js' */

/**
 * @typedef {{ name: string, value: string | number | boolean }} Choice
 * @typedef {{ option: PageOption, typed: string, start: number }} Cursor the option being typed, and where it begins
 *
 * @typedef {object} CommandLine
 * @property {PageCommand | undefined} command
 * @property {string[]} path names of the command, its subcommand group and subcommand
 * @property {Record<string, string | number | boolean>} values
 * @property {string} problem why it cannot be sent, empty if it can
 * @property {Cursor | undefined} cursor
 * @property {readonly PageOption[]} remaining options that have no value yet
 * @property {readonly PageOption[]} subcommands to choose from
 * @property {string} partial the beginning of a subcommand's name
 */

const SUBCOMMAND_TYPES = [1, 2];
const INTEGER = 4;
const BOOLEAN = 5;
const NUMBER = 10;

/**
 * @param {string} text begins with `/`
 * @param {readonly PageCommand[]} commands
 * @returns {CommandLine}
 */
export function readCommandLine(text, commands) {
  const [, name = '', gap] = /^\/(\S*)(\s?)/.exec(text) ?? [];
  const command = commands.find((one) => one.name === name.toLowerCase());
  /** @type {CommandLine} */
  const line = {
    command,
    path: [name.toLowerCase()],
    values: {},
    problem: '',
    cursor: undefined,
    remaining: command?.options ?? [],
    subcommands: [],
    partial: '',
  };
  if (command === undefined) return { ...line, problem: `There is no command /${name}` };
  if (gap === '' && command.options === undefined) return line;
  return readOptions(line, text, name.length + 1, command.options ?? []);
}

/**
 * @param {CommandLine} line
 * @param {string} text
 * @param {number} from where the rest begins
 * @param {readonly PageOption[]} options
 * @returns {CommandLine}
 */
function readOptions(line, text, from, options) {
  const subcommands = options.filter(({ type }) => SUBCOMMAND_TYPES.includes(type));
  if (subcommands.length === 0) return readValues(line, text, from, options);
  const [all = '', word = ''] = /^\s+(\S+)(?=\s|$)/.exec(text.slice(from)) ?? [];
  const sub = subcommands.find(({ name }) => name === word.toLowerCase());
  if (sub === undefined) {
    const problem = `/${line.path.join(' ')} needs one of: ${subcommands.map(({ name }) => name).join(', ')}`;
    return { ...line, subcommands, partial: word, problem, remaining: [] };
  }
  return readOptions(
    { ...line, path: [...line.path, sub.name], partial: '' },
    text,
    from + all.length,
    sub.options ?? [],
  );
}

/**
 * @param {CommandLine} line
 * @param {string} text
 * @param {number} from
 * @param {readonly PageOption[]} options
 * @returns {CommandLine}
 */
function readValues(line, text, from, options) {
  /** @type {CommandLine['values']} */
  const values = {};
  /** @type {Cursor | undefined} */
  let cursor;
  let problem = '';
  const { leading, named } = splitNamed(text, from, options);
  const free = options.filter((option) => !named.some((one) => one.option === option));
  const bare = readBare(leading.text, leading.start, free);
  Object.assign(values, bare.values);
  // The bot's choices are offered as long as their option is being typed.
  if (bare.last?.option.autocomplete && named.length === 0) cursor = bare.last;
  if (bare.left.text !== '') {
    const option = bare.left.option;
    problem = option ? misfit(option, bare.left.text) : `“${bare.left.text}” is too much`;
    if (option && named.length === 0) cursor = { option, typed: bare.left.text, start: bare.left.start };
  }
  for (const { option, typed, start } of named) {
    const value = convert(option, typed.trim());
    const last = start === named.at(-1)?.start;
    if (value === undefined) problem ||= misfit(option, typed.trim());
    else values[option.name] = value;
    if (last && (value === undefined || !/\s$/.test(typed))) cursor = { option, typed: typed.trim(), start };
  }
  const remaining = options.filter(({ name }) => !(name in values) && name !== cursor?.option.name);
  const missing = options.find(({ name, required }) => required && !(name in values));
  if (missing) problem ||= `${missing.name}: this option is required`;
  return { ...line, values, problem, cursor, remaining };
}

/**
 * @param {PageOption} option
 * @param {string} typed
 */
function misfit({ name }, typed) {
  return typed === '' ? `${name}: enter a value` : `${name}: “${typed}” is not one of its values`;
}

/**
 * Splits at `name:` of known options.
 * @param {string} text
 * @param {number} from
 * @param {readonly PageOption[]} options
 */
function splitNamed(text, from, options) {
  const marks = [...text.slice(from).matchAll(/(?<=\s)([\p{L}\p{N}_-]+):/gu)].flatMap((match) => {
    const option = options.find(({ name }) => name === match[1]?.toLowerCase());
    return option
      ? [{ option, start: from + match.index, valueStart: from + match.index + match[0].length }]
      : [];
  });
  const named = marks.map(({ option, start, valueStart }, at) => ({
    option,
    start,
    typed: text.slice(valueStart, marks[at + 1]?.start),
  }));
  return { leading: { text: text.slice(from, marks[0]?.start), start: from }, named };
}

/**
 * Gives words without a name to the options in their order.
 * @param {string} text
 * @param {number} start
 * @param {readonly PageOption[]} options
 */
function readBare(text, start, options) {
  /** @type {CommandLine['values']} */
  const values = {};
  let rest = text;
  /** @type {PageOption | undefined} */
  let stuck;
  /** @type {Cursor | undefined} */
  let last;
  for (const option of options) {
    const gap = /^\s*/.exec(rest)?.[0].length ?? 0;
    const words = rest.slice(gap);
    if (words === '') break;
    const taken = takeValue(option, words);
    if (taken === undefined) {
      stuck ??= option;
      continue;
    }
    values[option.name] = taken.value;
    last = { option, typed: words.slice(0, taken.length), start: start + text.length - words.length };
    rest = words.slice(taken.length);
    stuck = undefined;
  }
  const left = rest.trim();
  return {
    values,
    last,
    left: { text: left, option: stuck, start: start + text.length - rest.trimStart().length },
  };
}

/**
 * The value that `words` begins with, if it suits the option.
 * @param {PageOption} option
 * @param {string} words
 */
function takeValue(option, words) {
  const choices = choicesOf(option);
  if (choices === undefined) {
    const piece =
      option.type === INTEGER || option.type === NUMBER ? (words.split(/\s/)[0] ?? '') : words.trimEnd();
    const value = convert(option, piece);
    return value === undefined ? undefined : { value, length: piece.length };
  }
  const lower = words.toLowerCase();
  const fits = choices
    .flatMap(({ name, value }) => [String(name), String(value)].map((spelling) => ({ spelling, value })))
    .filter(
      ({ spelling }) => lower === spelling.toLowerCase() || lower.startsWith(`${spelling.toLowerCase()} `),
    )
    .sort((a, b) => b.spelling.length - a.spelling.length);
  return fits[0] && { value: fits[0].value, length: fits[0].spelling.length };
}

/**
 * The value that a text stands for, `undefined` if the option cannot have it.
 * @param {PageOption} option
 * @param {string} text
 * @returns {string | number | boolean | undefined}
 */
function convert(option, text) {
  if (text === '') return undefined;
  const choices = choicesOf(option);
  const lower = text.toLowerCase();
  if (choices) {
    return choices.find(
      ({ name, value }) => name.toLowerCase() === lower || String(value).toLowerCase() === lower,
    )?.value;
  }
  if (option.type !== INTEGER && option.type !== NUMBER) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * The values that an option is limited to, if it is.
 * @param {PageOption} option
 * @returns {readonly Choice[] | undefined}
 */
export function choicesOf(option) {
  if (option.type === BOOLEAN) {
    return [
      { name: 'True', value: true },
      { name: 'False', value: false },
    ];
  }
  return option.choices?.length ? option.choices : undefined;
}
