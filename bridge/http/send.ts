import type { Response } from 'express';
import { withoutCredentials } from '../credentials/withoutCredentials.ts';
import { ScimError } from '../../scim/errors.ts';
import type { ScimResponse } from '../protocol/endpoint.ts';

/** The media type of every response body (RFC 7644 §8.1). */
const MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Writes a SCIM response. */
export function send(response: Response, { status, body, headers = {} }: ScimResponse): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) {
    response.end();
    return;
  }
  const text = JSON.stringify(body);
  response.setHeader('Content-Type', MEDIA_TYPE);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  // As a text, headers and body go out in one write.
  response.end(text);
}

/** Converts what was thrown to a SCIM error; anything unexpected becomes `internal`. */
export const scimErrorOf = (thrown: unknown): ScimError =>
  thrown instanceof ScimError
    ? thrown
    : new ScimError('internal', 'The bridge failed; the operator finds why under the request id.', {
        cause: thrown,
        hint: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
      });

/** The response to a SCIM error (RFC 7644 §3.12). */
export const errorResponse = (error: ScimError): ScimResponse => ({
  status: error.status,
  // An error may quote a credential that was pasted into a path or a value, and clients log errors.
  body: { ...error.toBody(), detail: withoutCredentials(error.message) },
  headers: { ...error.headers, 'X-Error-Code': error.code },
});
