import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MOODS } from '../moods.ts';
import { DamagedArtefactError } from './errors/damaged-artefact-error.ts';
import { UnsupportedArtefactError } from './errors/unsupported-artefact-error.ts';
import type { Classifier } from './types.ts';

/*
 * Layout, numbers little-endian:
 *   8 bytes   "MOODRING"
 *   32 bytes  SHA-256 of all that follows
 *   4 bytes   format version
 *   rest      gzip of: header length (4 bytes), header (JSON, UTF-8), idf (float64 each), six rows of weights (float32)
 */
const MAGIC = Buffer.from('MOODRING', 'latin1');
const CHECKSUM_BYTES = 32;
const VERSION_BYTES = 4;
const BODY = MAGIC.length + CHECKSUM_BYTES;
/** 2: probabilities are read from the curves' own probabilities, and features may come from lexicons. */
const VERSION = 2;
/** More than any vocabulary the project could hold; guards against a small file that inflates without end. */
const LARGEST_PAYLOAD = 512 * 1024 * 1024;

interface Header extends Omit<Classifier, 'vectorizer' | 'model'> {
  readonly options: Classifier['vectorizer']['options'];
  readonly vocabularies: Classifier['vectorizer']['vocabularies'];
  readonly intercepts: Classifier['model']['intercepts'];
}

/**
 * One blob with all of a classifier: weights, calibration, metrics, date. Of the texts it holds single words, pairs of
 * words and pieces of words, no title or description.
 */
export function serialise(classifier: Classifier): Uint8Array {
  const { vectorizer, model, calibration, report, trainedAt } = classifier;
  const header: Header = {
    options: vectorizer.options,
    vocabularies: vectorizer.vocabularies,
    intercepts: model.intercepts,
    calibration,
    report,
    trainedAt,
  };
  const json = Buffer.from(JSON.stringify(header));
  const features = vectorizer.idf.length;
  const payload = Buffer.alloc(4 + json.length + features * (8 + 4 * MOODS.length));
  let at = payload.writeUInt32LE(json.length);
  at += json.copy(payload, at);
  for (const value of vectorizer.idf) at = payload.writeDoubleLE(value, at);
  for (const weights of model.weights) for (const value of weights) at = payload.writeFloatLE(value, at);

  const version = Buffer.alloc(VERSION_BYTES);
  version.writeUInt32LE(VERSION);
  const body = Buffer.concat([version, gzipSync(payload)]);
  return Buffer.concat([MAGIC, checksum(body), body]);
}

/**
 * The classifier in a blob of {@link serialise}; it predicts exactly as the one that was written.
 * @throws {@link DamagedArtefactError} for anything that is not such a blob, to the last bit
 * @throws {@link UnsupportedArtefactError} for one of another format version
 */
export function parse(bytes: Uint8Array): Classifier {
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (blob.length < BODY + VERSION_BYTES) throw new DamagedArtefactError(`${blob.length} bytes are too few`);
  if (!blob.subarray(0, MAGIC.length).equals(MAGIC)) throw new DamagedArtefactError('not a model');
  const body = blob.subarray(BODY);
  if (!checksum(body).equals(blob.subarray(MAGIC.length, BODY)))
    throw new DamagedArtefactError('wrong checksum');
  const version = body.readUInt32LE();
  if (version !== VERSION) throw new UnsupportedArtefactError(version, VERSION);
  try {
    return readPayload(gunzipSync(body.subarray(VERSION_BYTES), { maxOutputLength: LARGEST_PAYLOAD }));
  } catch (error) {
    // The checksum was right, so this was written wrong rather than damaged on the way; no use to anybody either way.
    throw new DamagedArtefactError('unreadable content', { cause: error });
  }
}

function readPayload(payload: Buffer): Classifier {
  const jsonEnd = 4 + payload.readUInt32LE();
  const header = JSON.parse(payload.toString('utf8', 4, jsonEnd)) as Header;
  const features = header.vocabularies.reduce((sum, { length }) => sum + length, 0);
  const weightsFrom = jsonEnd + 8 * features;
  const expected = weightsFrom + 4 * features * MOODS.length;
  if (payload.length !== expected) throw new RangeError(`expected ${expected} bytes, got ${payload.length}`);
  const { options, vocabularies, intercepts, calibration, report, trainedAt } = header;
  const idf = Float64Array.from({ length: features }, (_, j) => payload.readDoubleLE(jsonEnd + 8 * j));
  const weights = MOODS.map((_, mood) =>
    Float32Array.from({ length: features }, (_, j) =>
      payload.readFloatLE(weightsFrom + 4 * (mood * features + j)),
    ),
  );
  return {
    vectorizer: { options, vocabularies, idf },
    model: { weights, intercepts },
    calibration,
    report,
    trainedAt,
  };
}

function checksum(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
