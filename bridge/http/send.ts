import type { Response } from 'express';
import { withoutCredentials } from '../credentials/withoutCredentials.ts';
import { ScimError } from '../../scim/errors.ts';
import type { ScimResponse } from '../protocol/exchange.ts';

/** The media type of every body that is answered (RFC 7644 §8.1). */
const MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Writes a response; the one place that does. */
export function send(response: Response, { status, body, headers = {} }: ScimResponse): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) {
    response.end();
    return;
  }
  const text = Buffer.from(JSON.stringify(body));
  response.setHeader('Content-Type', MEDIA_TYPE);
  response.setHeader('Content-Length', text.length);
  response.end(text);
}

/** What was thrown, as an error of SCIM; what nobody expected is `internal`. */
export const scimErrorOf = (thrown: unknown): ScimError =>
  thrown instanceof ScimError
    ? thrown
    : new ScimError('internal', 'The bridge failed; the operator finds why under the request id.', {
        cause: thrown,
        hint: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
      });

/** A SCIM error message (RFC 7644 §3.12). */
export const errorResponse = (error: ScimError): ScimResponse => ({
  status: error.status,
  // A client keeps what it is answered, and an answer may quote what was pasted into a path or a value.
  body: { ...error.toBody(), detail: withoutCredentials(error.message) },
  headers: { ...error.headers, 'X-Error-Code': error.code },
});
