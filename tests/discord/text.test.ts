import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percent, plain, plainWithLinks } from '../../src/discord/text.ts';

describe('third-party text', () => {
  test.each([
    [
      '**bold** _it_ ~~no~~ `code` ||spoiler||',
      '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\` \\|\\|spoiler\\|\\|',
    ],
    ['# heading', '\\# heading'],
    ['two\nlines\tand  spaces', 'two lines and spaces'],
    ['<@123> <#1> <:x:1>', '\\<@123> \\<#1> \\<:x:1>'],
    ['see https://example.org/x', 'see https\\://example.org/x'],
    ['F****', 'F\\*\\*\\*\\*'],
    ['https://a.b/_c_', 'https\\://a.b/\\_c\\_'],
    ['1. one', '1\\. one'],
    ['> quoted', '\\> quoted'],
    ['turned \u202eround\u2069', 'turned round'],
  ])('%s is shown as it was typed', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test('a masked link stays text', () => {
    expect(plain('[free](https://example.org)')).not.toMatch(/(?<!\\)\[free\]\(https:\/\//);
  });

  test('everyone is not called and no invitation is made', () => {
    expect(plain('@everyone @here discord.gg/abc')).toBe('@\u200beveryone @\u200bhere discord\u200b.gg/abc');
  });

  test('a very long title is cut, and broken characters are mended', () => {
    expect(plain('x'.repeat(500)).length).toBeLessThanOrEqual(200);
    expect(plain('a\ud800b').isWellFormed()).toBe(true);
  });

  test('no text of whatever kind leaves a bare link, a mention or a second line', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('@everyone', '<@', 'https://', '\n', '*', '`', 'a', '\\', '[', '](', '#', ' '),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = plain(text);
        expect(shown).not.toMatch(/https?:\/\/|@everyone|(?<!\\)<@|\n/);
      }),
    );
  });

  test('links in credits stay links, without a preview', () => {
    expect(plainWithLinks('*Carefree* by K, http://incompetech.com/.')).toBe(
      '\\*Carefree\\* by K, <http://incompetech.com/>.',
    );
    expect(plainWithLinks('CC BY (https://example.org/by/4.0/)')).toBe(
      'CC BY (<https://example.org/by/4.0/>)',
    );
    expect(plainWithLinks('no link')).toBe('no link');
  });

  test('a masked link in credits stays text', () => {
    expect(plainWithLinks('[Free](https://evil.example/x) song')).toBe(
      '\\[Free\\](<https://evil.example/x>) song',
    );
  });

  test('an address in a name that a credit holds is no link', () => {
    const credit = 'Win https://evil.example/x by https://chan.example, CC BY, http://incompetech.com/';
    expect(plainWithLinks(credit, ['Win https://evil.example/x', '', 'https://chan.example'])).toBe(
      'Win https\\://evil.example/x by https\\://chan.example, CC BY, <http://incompetech.com/>',
    );
  });

  test('no mark of any markdown is left as it was', () => {
    const nasty = fc.string({ unit: fc.constantFrom('*', '_', '~', '`', '|', '\\', 'a', 'https://x/', ' ') });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(plain(text).replace(/\\[\\*_~`|:]/g, '')).not.toMatch(/[\\*_~`|]/);
      }),
    );
  });

  test('percentages are rounded', () => {
    expect(percent(0.826)).toBe('83 %');
  });
});
