import express, { type Request, type Response } from 'express';
import { MAX_PAYLOAD } from '../resources/discovery.ts';
import { ScimError } from '../scim/errors.ts';
import type { Json } from '../scim/json.ts';
import { parseJson } from '../scim/parseJson.ts';

const JSON_TYPE = /^application\/(scim\+)?json\s*(;|$)/i;

const readRaw = express.raw({ type: () => true, limit: MAX_PAYLOAD });

/** The errors of the body reader, by their `type`. */
interface ReadError {
  readonly type?: string;
  readonly status?: number;
  readonly message?: string;
}

function toScimError(error: ReadError): ScimError {
  if (error.type === 'entity.too.large') {
    return new ScimError('tooLarge', `The body is larger than ${MAX_PAYLOAD} bytes.`);
  }
  if (error.type === 'encoding.unsupported') {
    return new ScimError('unsupportedMediaType', 'The Content-Encoding of the body is not supported.');
  }
  return new ScimError(
    'invalidSyntax',
    `The body could not be read: ${error.message ?? 'the connection broke off'}.`,
  );
}

async function readBytes(request: Request, response: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readRaw(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(toScimError(error as ReadError));
    });
  });
  const bytes: unknown = request.body;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
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
  const bytes = await readBytes(request, response);
  if (bytes.length === 0)
    throw new ScimError('invalidSyntax', 'The request has no body; send a JSON object.');
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError('invalidSyntax', 'The body is not UTF-8 text.');
  }
}
