import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Request, Response } from 'express';
import { MAX_PAYLOAD } from '../resources/discovery.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Json } from '../../scim/json.ts';
import { parseJson } from '../../scim/parseJson.ts';
import { BodyTooLarge, readBytes } from './readBytes.ts';

const JSON_TYPE = /^application\/(scim\+)?json\s*(;|$)/i;

/** The decoders of accepted content codings (RFC 9110 §8.4.1), by name. */
const DECODERS: ReadonlyMap<
  string,
  (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>
> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

function toScimError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof BodyTooLarge || code === 'ERR_BUFFER_TOO_LARGE') {
    return new ScimError('tooLarge', `The body is larger than ${MAX_PAYLOAD} bytes.`, {
      headers: { Connection: 'close' },
    });
  }
  return new ScimError('invalidSyntax', `The body could not be read: ${message}.`);
}

/** Reads the bytes of a body and decompresses them. */
async function readDecoded(request: Request, response: Response): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const decode = DECODERS.get(encoding);
  if (decode === undefined && encoding !== 'identity') {
    throw new ScimError('unsupportedMediaType', 'The Content-Encoding of the body is not supported.');
  }
  const bytes = await readBytes(request, response, MAX_PAYLOAD);
  return decode === undefined || bytes.length === 0 ? bytes : decode(bytes, { maxOutputLength: MAX_PAYLOAD });
}

function checkContentType(header: string | undefined): void {
  if (header === undefined) return;
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(header)?.[1] ?? 'utf-8';
  if (!JSON_TYPE.test(header) || !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new ScimError(
      'unsupportedMediaType',
      'Send the body as application/scim+json (or application/json) in UTF-8.',
    );
  }
}

/** Reads and parses the JSON body of a request. */
export async function readBody(request: Request, response: Response): Promise<Json> {
  checkContentType(request.headers['content-type']);
  const bytes = await readDecoded(request, response).catch((error: unknown) => {
    throw toScimError(error);
  });
  if (bytes.length === 0)
    throw new ScimError('invalidSyntax', 'The request has no body; send a JSON object.');
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError('invalidSyntax', 'The body is not UTF-8 text.');
  }
}
