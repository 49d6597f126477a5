import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, watch } from './process.ts';

test('a process ends whose event loop never gets free again', async () => {
  const module = JSON.stringify(join(ROOT, 'src/start/end-after.ts'));
  const code = `const { endAfter } = await import(${module}); endAfter(50); for (;;);`;
  const running = watch(process.execPath, ['--input-type=module', '-e', code], {});
  expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' });
});
