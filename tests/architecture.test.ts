import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What each folder may import of the project, itself apart; the composition at the top may import everything. */
const BASE = ['src/errors', 'src/moods.ts'];
const MIDDLE = ['src/classifier', 'src/text', 'db', ...BASE];
const CASES = ['src/training', 'src/recommend', 'src/catalogue', 'src/labels'];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  db: ['src/moods.ts', 'src/text'],
  'src/text': ['src/moods.ts'],
  'src/classifier': ['src/text', 'src/moods.ts'],
  'src/labels': MIDDLE,
  'src/catalogue': MIDDLE,
  'src/recommend': MIDDLE,
  'src/training': [...MIDDLE, 'src/labels'],
  'src/charts': ['src/training', 'src/classifier', 'src/moods.ts'],
  'src/concurrency': [],
  'src/runs': MIDDLE,
  'src/playground': ['src/moods.ts'],
  'src/jobs': ['src/concurrency', ...CASES, ...MIDDLE, 'src/services.ts'],
  'src/doctor': [...CASES, ...MIDDLE],
  'src/access': [...BASE],
  'src/discord': [
    'commands',
    'src/access',
    'src/concurrency',
    'src/charts',
    'src/doctor',
    ...CASES,
    ...MIDDLE,
  ],
  commands: ['src/discord', 'src/doctor', ...CASES, ...MIDDLE],
};
const FOLDERS = Object.keys(ALLOWED);
/** Only these may know Discord's client, and only these the outside world. */
const DISCORD = ['src/discord', 'src/playground', 'commands', 'src/cli'];
const PURE = ['src/text', 'src/classifier', 'src/access'];

const files = globSync('{src,db,commands}/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.d.ts'));
const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function importsOf(file: string): string[] {
  const text = readFileSync(resolve(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

describe('the house', () => {
  test('imports go down only', () => {
    const wrong = files.flatMap((file) => {
      const folder = FOLDERS.find((one) => within(file, one));
      if (folder === undefined) return [];
      return importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(ROOT, resolve(ROOT, dirname(file), target)))
        .filter((target) => ![folder, ...(ALLOWED[folder] ?? [])].some((one) => within(target, one)))
        .map((target) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test('below commands, bot and playground nothing knows Discord', () => {
    const wrong = files
      .filter((file) => !DISCORD.some((folder) => within(file, folder)))
      .filter((file) => importsOf(file).some((target) => /^(discord\.js|@discordjs\/)/.test(target)));
    expect(wrong).toEqual([]);
  });

  test('text, classifier and access touch no clock, no chance and no input or output', () => {
    const wrong = files
      .filter((file) => PURE.some((folder) => within(file, folder)))
      .filter(
        (file) =>
          /Math\.random|Date\.now|new Date\(\)/.test(readFileSync(resolve(ROOT, file), 'utf8')) ||
          importsOf(file).some((target) => /^node:(fs|net|http|https|child_process|timers)/.test(target)),
      );
    expect(wrong).toEqual([]);
  });

  test('no child process and no thread gets the settings with their secrets', () => {
    const starting = files.filter((file) =>
      /\b(fork|spawn|execFile|new Worker|new Piscina)\(/.test(readFileSync(resolve(ROOT, file), 'utf8')),
    );
    expect(starting.length).toBeGreaterThan(2);
    const wrong = starting.filter(
      (file) =>
        !/\benv: (\{\}|Object\.fromEntries\(passedOn\))/.test(readFileSync(resolve(ROOT, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  test('files are short: half below 100 lines, none above 500', () => {
    const lines = files
      .map((file) => readFileSync(resolve(ROOT, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
    expect(lines.at(-1)).toBeLessThanOrEqual(500);
  });
});
