import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, serialise } from '../../src/classifier/artefact.ts';
import { DamagedArtefactError } from '../../src/classifier/errors/damaged-artefact-error.ts';
import { UnsupportedArtefactError } from '../../src/classifier/errors/unsupported-artefact-error.ts';
import { predict } from '../../src/classifier/predict.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { songText } from '../../src/text/song-text.ts';
import { madeUpExamples } from './songs.ts';

const secretTitle = 'quiet morning walk beside the old harbour';
const secretDescription = 'written on a rainy sunday with a borrowed guitar and no plan at all';
const [first, ...rest] = madeUpExamples(60, 5);
const examples =
  first === undefined
    ? rest
    : [{ ...first, text: songText({ title: secretTitle, description: secretDescription }) }, ...rest];
const { classifier } = trainClassifier({ examples, seed: 1, trainedAt: new Date(86_400_000), costs: [1] });
const bytes = serialise(classifier);

describe('serialise and parse', () => {
  test('give back the same classifier', () => {
    expect(parse(bytes)).toEqual(classifier);
  });

  test('give back identical predictions for any text', () => {
    const copy = parse(bytes);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('lofi waves', 'rage 😡', 'tears'),
        (noise, known) => {
          const texts = [songText({ title: `${known} ${noise}` })];
          expect(predict(copy, texts)).toEqual(predict(classifier, texts));
        },
      ),
    );
  });

  test('read from the middle of a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(parse(larger.subarray(3, 3 + bytes.length)).trainedAt).toBe('1970-01-02T00:00:00.000Z');
  });

  test('hold no whole title or description', () => {
    const content = gunzipSync(bytes.subarray(44)).toString('latin1');
    expect(content).toContain('harbour');
    expect(content).not.toContain(secretTitle);
    expect(content).not.toContain(secretDescription.slice(0, 30));
  });
});

describe('parse refuses', () => {
  test('any change of any byte', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const damaged = Uint8Array.from(bytes);
        damaged[place] = (damaged[place] ?? 0) ^ mask;
        expect(() => parse(damaged)).toThrow(DamagedArtefactError);
      }),
    );
  });

  test('every byte of the head, changed', () => {
    for (let place = 0; place < 60; place++) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect(() => parse(damaged)).toThrow(DamagedArtefactError);
    }
  });

  test('a part, more than the whole, and other files', () => {
    for (const other of [
      new Uint8Array(0),
      bytes.subarray(0, 43),
      bytes.subarray(0, bytes.length - 1),
      Buffer.concat([bytes, Buffer.from([0])]),
      new TextEncoder().encode('MOODRING is the name of this file, but it is no model at all, only text.'),
    ]) {
      expect(() => parse(other)).toThrow(DamagedArtefactError);
    }
  });

  test('a whole artefact of a newer format, naming both versions', () => {
    const newer = withBody((body) => {
      body.writeUInt32LE(7);
    });
    try {
      parse(newer);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnsupportedArtefactError);
      expect(error).toMatchObject({ found: 7, supported: 2 });
    }
  });

  test('content that does not unpack, keeping the cause', () => {
    const odd = withBody((body) => {
      body.fill(0, 4);
    });
    try {
      parse(odd);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedArtefactError);
      expect(error).toHaveProperty('cause');
    }
  });
});

/** The artefact with a changed body and a checksum that fits it. */
function withBody(change: (body: Buffer) => void): Uint8Array {
  const blob = Buffer.from(bytes);
  change(blob.subarray(40));
  createHash('sha256').update(blob.subarray(40)).digest().copy(blob, 8);
  return blob;
}
