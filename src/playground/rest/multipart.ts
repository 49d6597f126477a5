import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidFormBody } from '../state/api-errors.ts';
import type { UploadedFile } from '../state/attachments.ts';

/** What Discord takes from bots without a boost. */
const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

/** A body with files, as the parser leaves it in `request.body`. */
class MultipartBody {
  readonly payload: unknown;
  readonly files: readonly UploadedFile[];

  constructor(payload: unknown, files: readonly UploadedFile[]) {
    this.payload = payload;
    this.files = files;
  }
}

/** Lets routes take `payload_json` and `files[n]` ("Uploading Files"), parsed by Node's own `formData()`. */
export function acceptMultipart(app: FastifyInstance): void {
  app.addContentTypeParser<Buffer>(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: MAX_UPLOAD_BYTES },
    async (request: FastifyRequest, body: Buffer) => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const form = await new Response(new Uint8Array(body), { headers }).formData();
      const files: UploadedFile[] = [];
      for (const [name, value] of form) {
        const index = /^files\[(?<index>\d+)\]$/.exec(name)?.groups?.index;
        if (index === undefined || typeof value === 'string') continue;
        files.push({
          index: Number(index),
          filename: value.name,
          contentType: value.type || 'application/octet-stream',
          bytes: Buffer.from(await value.arrayBuffer()),
        });
      }
      return new MultipartBody(parsePayload(form.get('payload_json')), files);
    },
  );
}

function parsePayload(text: unknown): unknown {
  if (typeof text !== 'string') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `Not JSON: ${cause instanceof Error ? cause.message : cause}`;
    throw invalidFormBody([{ path: ['payload_json'], code: 'BASE_TYPE_BAD_TYPE', message }]);
  }
}

/** JSON and files of a request, whichever way it was sent. */
export function readBody(request: FastifyRequest): { body: unknown; files: readonly UploadedFile[] } {
  const { body } = request;
  return body instanceof MultipartBody
    ? { body: body.payload, files: body.files }
    : { body: body ?? {}, files: [] };
}
