import type { Request, Response } from 'express';
import { BodyTooLarge, readBytes } from '../http/readBytes.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Json } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { parseJson } from '../../scim/parseJson.ts';
import { Problem } from './problem.ts';

const JSON_TYPE = /^application\/(?:\w+\+)?json *(?:; *charset=(?:utf-8|"utf-8") *)?$/i;

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BodyTooLarge) {
    return new Problem('tooLarge', `The body is larger than ${LIMITS.adminBody.max} bytes.`, {
      headers: { Connection: 'close' },
    });
  }
  if (error instanceof ScimError) return new Problem('malformed', error.message);
  return new Problem('malformed', `The body could not be read: ${(error as Error).message}.`);
}

/**
 * Reads and parses the body of a request; refuses compressed bodies. Only called after Keycloak has accepted the
 * caller.
 */
export async function readBody(request: Request, response: Response): Promise<Json> {
  const { 'content-type': type = 'application/json', 'content-encoding': encoding = 'identity' } =
    request.headers;
  if (!JSON_TYPE.test(type.trim()) || encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupportedMediaType', 'Send the body as application/json in UTF-8, not compressed.');
  }
  try {
    const bytes = await readBytes(request, response, LIMITS.adminBody.max);
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw toProblem(error);
  }
}
