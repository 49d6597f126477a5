import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasSplitCredentials, locationOf } from '../../db/database-url.ts';

const NOT_SHOWN = 'an address that is not shown';

test.each([
  ['postgres://bot:secret@db.example.org:5433/moodring?sslmode=require', 'db.example.org:5433/moodring'],
  ['postgres://db/moodring', 'db/moodring'],
  ['postgres:///moodring?host=/run/postgresql', '/moodring'],
  ['postgres://bot:p%40ss%2Fw@127.0.0.1/x', '127.0.0.1/x'],
  ['postgres://bot:12345#abc@127.0.0.1/x', NOT_SHOWN],
  ['postgres://bot:12345/abc@127.0.0.1/x', NOT_SHOWN],
  ['postgres://bot:12345?abc@127.0.0.1/x', NOT_SHOWN],
  ['postgres:bot:secret@127.0.0.1/x', NOT_SHOWN],
  ['postgres:/bot:secret@127.0.0.1/x', NOT_SHOWN],
  ['postgres://bot%3Asecret%40127.0.0.1/x', NOT_SHOWN],
  ['secret', NOT_SHOWN],
  ['', NOT_SHOWN],
])('%s is shown as %s', (url, location) => {
  expect(locationOf(url)).toBe(location);
});

test('no password is shown, whatever is in it', () => {
  const piece = fc.constantFrom(...'/?#@:%\\ \t', 'a', '7', '[', '%2');
  const password = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(password, (secret) => {
      expect(['127.0.0.1/x', NOT_SHOWN]).toContain(locationOf(`postgres://bot:${secret}@127.0.0.1/x`));
    }),
    { numRuns: 1000 },
  );
});

test('credentials are split exactly by what ends the host part', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9@:/?#]*$/), (secret) => {
      expect(hasSplitCredentials(`postgres://bot:${secret}@127.0.0.1/x`)).toBe(/[/?#]/.test(secret));
    }),
  );
});
