/*
 * Discord's markdown as a tree, without any HTML: the page turns the tree into elements (markdown-view.js), so text of
 * songs and members can never become markup.
 *
 * Follows Discord's help page "Markdown Text 101" as far as bots' messages need it.
 */

/**
 * @typedef {{ type: 'text', text: string }
 *   | { type: 'code', text: string }
 *   | { type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler', children: Inline[] }
 *   | { type: 'link', url: string, children: Inline[], quiet: boolean }
 *   | { type: 'user' | 'channel', id: string }
 *   | { type: 'command', name: string }
 *   | { type: 'time', seconds: number, style: string }} Inline
 *
 * @typedef {{ type: 'paragraph' | 'small' | 'quote' | 'item', children: Inline[] }
 *   | { type: 'heading', level: number, children: Inline[] }
 *   | { type: 'blank' }
 *   | { type: 'codeBlock', text: string }} Block
 */

/**
 * What may stand at a place in a text, in the order in which it is looked for. No pattern may read on to the end of the
 * text from every place, since titles and messages are of strangers: what is between brackets excludes the opening one, and
 * a `mark` that was opened and not closed once cannot be closed from a later place either, so that it is not looked for again.
 *
 * @type {readonly { pattern: RegExp, make: (match: RegExpExecArray, depth: number) => Inline, mark?: string }[]}
 */
const RULES = [
  { pattern: /\\([\\`*_{}[\]()#+\-.!~|<>@:])/y, make: ([, text]) => ({ type: 'text', text: text ?? '' }) },
  { mark: '**', pattern: /\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, make: nested('bold') },
  { mark: '__', pattern: /__((?:\\.|[^\\])+?)__(?!_)/sy, make: nested('underline') },
  { mark: '~~', pattern: /~~((?:\\.|[^\\])+?)~~/sy, make: nested('strike') },
  { mark: '||', pattern: /\|\|((?:\\.|[^\\])+?)\|\|/sy, make: nested('spoiler') },
  { pattern: /\*(?=[^\s*])((?:\\.|[^\\*])+)\*(?!\*)/sy, make: nested('italic') },
  { pattern: /(?<!\w)_(?=[^\s_])((?:\\.|[^\\_])+)_(?!\w)/sy, make: nested('italic') },
  { pattern: /\[((?:\\.|[^[\]\\])+)\]\((<?)(https?:\/\/[^\s)>[]+)>?\)/sy, make: maskedLink },
  { pattern: /<(https?:\/\/[^\s<>]+)>/y, make: ([, url]) => link(url, undefined, true) },
  { pattern: /https?:\/\/[^\s<]*[^\s<.,:;"')\]!?*_~|]/y, make: ([url]) => link(url, undefined, false) },
  { pattern: /<@!?(\d+)>/y, make: ([, id]) => ({ type: 'user', id: id ?? '' }) },
  { pattern: /<#(\d+)>/y, make: ([, id]) => ({ type: 'channel', id: id ?? '' }) },
  { pattern: /<\/([^:<>]+):\d+>/y, make: ([, name]) => ({ type: 'command', name: name ?? '' }) },
  {
    pattern: /<t:(-?\d+)(?::([tTdDfFR]))?>/y,
    make: ([, seconds, style]) => time(Number(seconds), style),
  },
];

/**
 * @param {'bold' | 'italic' | 'underline' | 'strike' | 'spoiler'} type
 * @returns {(match: RegExpExecArray, depth: number) => Inline}
 */
function nested(type) {
  return ([, text], depth) => ({ type, children: parseInline(text ?? '', depth + 1) });
}

/**
 * @param {string | undefined} url
 * @param {Inline[] | undefined} children
 * @param {boolean} quiet whether Discord makes no preview of it
 * @returns {Inline}
 */
function link(url = '', children, quiet) {
  return { type: 'link', url, children: children ?? [{ type: 'text', text: url }], quiet };
}

/**
 * @param {RegExpExecArray} match text, `<` or nothing, address
 * @param {number} depth
 * @returns {Inline}
 */
function maskedLink([, text, angle, url], depth) {
  return link(url, parseInline(text ?? '', depth + 1), angle === '<');
}

/**
 * @param {number} seconds
 * @returns {Inline}
 */
function time(seconds, style = 'f') {
  return { type: 'time', seconds, style };
}

/** Marks within marks; what lies deeper is text. */
const DEEPEST = 8;

/**
 * @param {string} text
 * @param {number} [depth] how many marks it is in
 * @returns {Inline[]}
 */
export function parseInline(text, depth = 0) {
  if (depth > DEEPEST) return [{ type: 'text', text }];
  /** @type {Inline[]} */
  const found = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') found.push({ type: 'text', text: plain });
    plain = '';
  };
  /** @type {Set<string>} */
  const unclosed = new Set();
  for (let at = 0; at < text.length; ) {
    const hit = text[at] === '`' ? codeAt(text, at) : firstMatch(text, at, depth, unclosed);
    if (hit === undefined || 'skipped' in hit) {
      const end = hit?.skipped ?? at + 1;
      plain += text.slice(at, end);
      at = end;
      continue;
    }
    flush();
    found.push(hit.inline);
    at = hit.end;
  }
  flush();
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @param {Set<string>} unclosed the marks that nothing closes from here on; added to
 */
function firstMatch(text, at, depth, unclosed) {
  for (const { pattern, make, mark } of RULES) {
    if (mark !== undefined && (unclosed.has(mark) || !text.startsWith(mark, at))) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    // `make` may parse what is inside, with the same patterns: their position is not used after this.
    if (match !== null) return { inline: make(match, depth), end: at + match[0].length };
    if (mark !== undefined) unclosed.add(mark);
  }
  return undefined;
}

/**
 * Code between two runs of as many backticks; a run without another like it is text.
 * @param {string} text
 * @param {number} at where a run begins
 * @returns {{ inline: Inline, end: number } | { skipped: number }}
 */
function codeAt(text, at) {
  const runs = /`+/g;
  runs.lastIndex = at;
  const length = runs.exec(text)?.[0].length ?? 0;
  const start = at + length;
  for (let run = runs.exec(text); run !== null; run = runs.exec(text)) {
    if (run[0].length !== length) continue;
    const code = text.slice(start, run.index).trim();
    return { inline: { type: 'code', text: code }, end: run.index + length };
  }
  return { skipped: start };
}

/**
 * @param {string} text content of a message
 * @returns {Block[]}
 */
export function parseMarkdown(text) {
  const blocks = [];
  const parts = text.split(/```(?:[\w+-]*\n)?(.*?)```/s);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      blocks.push({ type: /** @type {const} */ ('codeBlock'), text: part.replace(/\n$/, '') });
    } else if (part.trim() !== '') {
      blocks.push(
        ...part
          .replace(/^\n|\n$/g, '')
          .split('\n')
          .map(parseLine),
      );
    }
  }
  return blocks;
}

/**
 * @param {string} line
 * @returns {Block}
 */
function parseLine(line) {
  if (line.trim() === '') return { type: 'blank' };
  const heading = /^(#{1,3})\s+(.*)$/.exec(line);
  if (heading) {
    const [, marks = '', rest = ''] = heading;
    return { type: 'heading', level: marks.length, children: parseInline(rest) };
  }
  /** @type {readonly [RegExp, 'small' | 'quote' | 'item'][]} */
  const prefixes = [
    [/^-#\s+/, 'small'],
    [/^>\s/, 'quote'],
    [/^\s*[-*]\s+/, 'item'],
  ];
  for (const [pattern, type] of prefixes) {
    if (pattern.test(line)) return { type, children: parseInline(line.replace(pattern, '')) };
  }
  return { type: 'paragraph', children: parseInline(line) };
}

/**
 * The links of a text that Discord would make a preview of, in order and each once.
 * @param {string} text
 * @returns {string[]}
 */
export function previewedLinks(text) {
  /** @type {(nodes: Inline[]) => string[]} */
  const collect = (nodes) =>
    nodes.flatMap((node) => {
      if (node.type === 'link') return node.quiet ? [] : [node.url];
      return 'children' in node ? collect(node.children) : [];
    });
  const all = parseMarkdown(text).flatMap((block) => ('children' in block ? collect(block.children) : []));
  return [...new Set(all)];
}

/**
 * The text of the first bold passage, which in a bot's card is the title.
 * @param {string} text
 * @returns {string | undefined}
 */
export function firstBold(text) {
  /** @type {(nodes: Inline[]) => string} */
  const plain = (nodes) =>
    nodes
      .map((node) => ('text' in node ? node.text : 'children' in node ? plain(node.children) : ''))
      .join('');
  /** @type {(nodes: Inline[]) => string | undefined} */
  const find = (nodes) => {
    for (const node of nodes) {
      if (node.type === 'bold') return plain(node.children);
      const inner = 'children' in node ? find(node.children) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return find(parseMarkdown(text).flatMap((block) => ('children' in block ? block.children : [])));
}
