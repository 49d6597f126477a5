import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('reading text loads no database client and prints nothing', () => {
  const probe = `
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(new URL('../../src/text/vectorize.ts', import.meta.url).href)});
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    const foreign = loaded.filter((path) => /node_modules[\\\\/](?!natural|underscore|html-entities)/.test(path));
    process.exitCode = loaded.length > 0 && foreign.length === 0 ? 0 : 1;
    if (foreign.length > 0) process.stdout.write(foreign.join('\\n'));
  `;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', probe], {
    cwd,
    encoding: 'utf8',
  });
  expect(printed).toBe('');
});
