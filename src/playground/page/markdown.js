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

/** @type {readonly [RegExp, (match: RegExpExecArray) => Inline][]} */
const RULES = [
  [/\\([\\`*_{}[\]()#+\-.!~|<>@:])/y, ([, text]) => ({ type: 'text', text: text ?? '' })],
  [/(`+)(.*?[^`])\1(?!`)/sy, ([, , text]) => ({ type: 'code', text: (text ?? '').trim() })],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, nested('bold')],
  [/__((?:\\.|[^\\])+?)__(?!_)/sy, nested('underline')],
  [/~~((?:\\.|[^\\])+?)~~/sy, nested('strike')],
  [/\|\|((?:\\.|[^\\])+?)\|\|/sy, nested('spoiler')],
  [/\*(?=[^\s*])((?:\\.|[^\\*])+)\*(?!\*)/sy, nested('italic')],
  [/(?<!\w)_(?=[^\s_])((?:\\.|[^\\_])+)_(?!\w)/sy, nested('italic')],
  [/\[((?:\\.|[^\]\\])+)\]\((<?)(https?:\/\/[^\s)>]+)>?\)/sy, maskedLink],
  [/<(https?:\/\/[^\s>]+)>/y, ([, url]) => link(url, undefined, true)],
  [/https?:\/\/[^\s<]*[^\s<.,:;"')\]!?*_~|]/y, ([url]) => link(url, undefined, false)],
  [/<@!?(\d+)>/y, ([, id]) => ({ type: 'user', id: id ?? '' })],
  [/<#(\d+)>/y, ([, id]) => ({ type: 'channel', id: id ?? '' })],
  [/<\/([^:>]+):\d+>/y, ([, name]) => ({ type: 'command', name: name ?? '' })],
  [/<t:(-?\d+)(?::([tTdDfFR]))?>/y, ([, seconds, style]) => time(Number(seconds), style)],
];

/**
 * @param {'bold' | 'italic' | 'underline' | 'strike' | 'spoiler'} type
 * @returns {(match: RegExpExecArray) => Inline}
 */
function nested(type) {
  return ([, text]) => ({ type, children: parseInline(text ?? '') });
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
 * @returns {Inline}
 */
function maskedLink([, text, angle, url]) {
  return link(url, parseInline(text ?? ''), angle === '<');
}

/**
 * @param {number} seconds
 * @returns {Inline}
 */
function time(seconds, style = 'f') {
  return { type: 'time', seconds, style };
}

/**
 * @param {string} text
 * @returns {Inline[]}
 */
export function parseInline(text) {
  /** @type {Inline[]} */
  const found = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') found.push({ type: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const hit = firstMatch(text, at);
    if (hit === undefined) {
      plain += text[at];
      at += 1;
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
 */
function firstMatch(text, at) {
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    // `make` may parse what is inside, with the same patterns: their position is not used after this.
    if (match !== null) return { inline: make(match), end: at + match[0].length };
  }
  return undefined;
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
