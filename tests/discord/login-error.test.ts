import { expect, test } from 'vitest';
import { loginError } from '../../src/discord/login-error.ts';

test('a login that fails tells of the address no more than where it leads', () => {
  const { message } = loginError(
    new Error('connect ECONNREFUSED'),
    'http://bot:hunter2@127.0.0.1:1/api?key=secret',
  );
  expect(message).toBe(
    'The bot could not log in to Discord at http://127.0.0.1:1 (DISCORD_API_URL): connect ECONNREFUSED',
  );
});
