import { describe, expect, test } from 'vitest';
import { CLI_COMMANDS } from '../../src/cli/commands/index.ts';
import { UsageError } from '../../src/cli/errors/usage-error.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { VARIABLES } from '../../src/config.ts';
import { EXIT } from '../../src/exit-codes.ts';

function parse(...argv: string[]) {
  let written = '';
  const invocation = parseArguments(argv, (text) => {
    written += text;
  });
  return { invocation, written };
}

describe('arguments', () => {
  test.each([
    [['mood', 'chill'], { command: 'mood', args: { mood: 'chill', count: 1 } }],
    [['mood', 'in-love', '--count', '5'], { command: 'mood', args: { mood: 'in-love', count: 5 } }],
    [['mood', '-n', '2', 'sad', '--json'], { command: 'mood', args: { mood: 'sad', count: 2 }, json: true }],
    [['ingest'], { command: 'ingest', args: {} }],
    [['retrain', '--json'], { command: 'retrain', args: {}, json: true }],
    [['stats'], { command: 'stats', args: {}, json: false }],
    [['import', 'songs.csv'], { command: 'import', args: {}, file: 'songs.csv' }],
    [['import'], { command: 'import', file: '-' }],
    [['import', '-'], { command: 'import', file: '-' }],
    [['export'], { command: 'export', file: '-' }],
    [['export', 'songs.csv', '--json'], { command: 'export', file: 'songs.csv', json: true }],
    [['register'], { command: 'register', args: { force: false } }],
    [['register', '--force'], { command: 'register', args: { force: true } }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv).invocation).toMatchObject(expected);
  });

  test.each([
    [[], /which command/i],
    [['play'], /unknown command 'play'/i],
    [['mood'], /missing required argument 'mood'/i],
    [['mood', 'grumpy'], /'grumpy' is invalid.*happy, in-love, sad, confident-sassy, chill, angry/i],
    [['mood', 'chill', '--count', '0'], /number from 1 to 5/],
    [['mood', 'chill', '--count', '6'], /number from 1 to 5/],
    [['mood', 'chill', '--count', '1e0'], /number from 1 to 5/],
    [['mood', 'chill', 'sad'], /too many arguments/i],
    [['stats', '--loud'], /unknown option '--loud'/i],
    [['export', '--json'], /name a file/],
  ])('%j makes no sense', (argv, problem) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(problem);
  });
});

describe('help', () => {
  test('names every command and every exit code', () => {
    const { invocation, written } = parse('--help');
    expect(invocation).toBeUndefined();
    for (const name of Object.keys(CLI_COMMANDS)) expect(written).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const code of Object.values(EXIT)) expect(written).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  test.each(Object.keys(CLI_COMMANDS))('of %s has examples that parse', (name) => {
    const { written } = parse(name, '--help');
    const examples = [...written.matchAll(/moodring -- (.+)$/gm)].map(([, example = '']) => example);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const argv = example.split(/ [<>]/)[0]?.split(' ') ?? [];
      expect(parse(...argv).invocation).toMatchObject({ command: name });
    }
  });

  test('names settings as they are called', () => {
    const { written } = parse('--help');
    const named = written.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    expect(named).not.toHaveLength(0);
    for (const variable of named) expect(VARIABLES).toContain(variable);
  });

  test('of retrain says that it cannot be stopped half-way', () => {
    expect(parse('retrain', '--help').written).toContain('cannot be stopped half-way');
  });

  test('shows the version', () => {
    expect(parse('--version').written).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
