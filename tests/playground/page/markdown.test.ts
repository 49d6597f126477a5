import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  firstBold,
  parseInline,
  parseMarkdown,
  previewedLinks,
} from '../../../src/playground/page/markdown.js';

const text = (value: string) => ({ type: 'text', text: value });
const bold = (...children: unknown[]) => ({ type: 'bold', children });
const italic = (...children: unknown[]) => ({ type: 'italic', children });

test.each([
  ['**so** calm', [bold(text('so')), text(' calm')]],
  ['***both***', [bold(italic(text('both')))]],
  ['_one_ and *two*', [italic(text('one')), text(' and '), italic(text('two'))]],
  ['snake_case_name stays', [text('snake_case_name stays')]],
  ['2 * 3 * 4', [text('2 * 3 * 4')]],
  ['\\*not\\* this', [text('*'), text('not'), text('*'), text(' this')]],
  ['`**code**`', [{ type: 'code', text: '**code**' }]],
  [
    '~~old~~ __new__',
    [{ type: 'strike', children: [text('old')] }, text(' '), { type: 'underline', children: [text('new')] }],
  ],
  ['<@12> in <#34>', [{ type: 'user', id: '12' }, text(' in '), { type: 'channel', id: '34' }]],
  ['<t:1700000000:R>', [{ type: 'time', seconds: 1700000000, style: 'R' }]],
  ['</mood:99>', [{ type: 'command', name: 'mood' }]],
  [
    '[a **b**](https://x.org/y)',
    [{ type: 'link', url: 'https://x.org/y', quiet: false, children: [text('a '), bold(text('b'))] }],
  ],
  ['[a](javascript:alert(1))', [text('[a](javascript:alert(1))')]],
])('%s', (source, tree) => {
  expect(parseInline(source)).toEqual(tree);
});

test.each([
  ['``a ` b``', [{ type: 'code', text: 'a ` b' }]],
  ['``a`', [text('``a`')]],
  ['`a', [text('`a')]],
  ['**a and __b__', [text('**a and '), { type: 'underline', children: [text('b')] }]],
])('what is not closed is text: %s', (source, tree) => {
  expect(parseInline(source)).toEqual(tree);
});

test('the longest text costs by its length, whatever strangers repeat in it', () => {
  const pieces = [
    '`',
    '``x',
    '**',
    '**a',
    '_a',
    '__',
    '~~a',
    '||',
    '[',
    '[a](',
    '[a](https://x',
    '<https://x',
    '</a',
    '<t:1',
  ];
  for (const piece of pieces) {
    // By the square of the length this would take minutes.
    const source = piece.repeat(200_000 / piece.length);
    expect(parseMarkdown(source).length, piece).toBeGreaterThan(0);
  }
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }), (some) => {
      expect(parseMarkdown(some.join('').repeat(10_000)).length).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});

test('lines become blocks', () => {
  expect(parseMarkdown('# Title\n\n-# small\n> said\n- item\n```js\n**raw**\n```\nend')).toMatchObject([
    { type: 'heading', level: 1 },
    { type: 'blank' },
    { type: 'small' },
    { type: 'quote' },
    { type: 'item' },
    { type: 'codeBlock', text: '**raw**' },
    { type: 'paragraph' },
  ]);
});

test('previews are made of bare and named links, not of those in angle brackets or code', () => {
  const source =
    '**https://a.org/1**, https://a.org/2. <https://a.org/3> `https://a.org/4` [x](https://a.org/5) [y](<https://a.org/6>) https://a.org/2';
  expect(previewedLinks(source)).toEqual(['https://a.org/1', 'https://a.org/2', 'https://a.org/5']);
});

test('the title of a card is its first bold text, without its escapes', () => {
  expect(firstBold('Now: **A \\*B\\*** and **C**')).toBe('A *B*');
  expect(firstBold('nothing')).toBeUndefined();
});

test('no text is lost, whatever is typed', () => {
  const plain = (node: unknown): string => {
    const { text: own, children } = node as { text?: string; children?: unknown[] };
    return own ?? children?.map(plain).join('') ?? '';
  };
  const marks = fc.constantFrom(
    '*',
    '**',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '[',
    '](',
    ')',
    '<',
    '>',
    '\\',
    'a',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 30 }), (parts) => {
      const found = parseInline(parts.join('')).map(plain).join('');
      expect(found.match(/a/g)?.length ?? 0).toBe(parts.filter((part) => part === 'a').length);
    }),
  );
});
