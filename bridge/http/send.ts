import type { Response } from 'express';
import { withoutCredentials } from '../credentials/withoutCredentials.ts';
import { currentTrace } from '../observability/trace.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Answer } from '../protocol/exchange.ts';

/** The media type of every body that is answered (RFC 7644 §8.1). */
const MEDIA_TYPE = 'application/scim+json; charset=utf-8';

/** Writes an answer; the one place that does. */
export function respond(response: Response, { status, body, headers = {} }: Answer): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) response.end();
  else {
    const text = Buffer.from(JSON.stringify(body));
    response.setHeader('Content-Type', MEDIA_TYPE);
    response.setHeader('Content-Length', text.length);
    response.end(text);
  }
  currentTrace()?.finish?.();
}

/** Writes an error as a SCIM error message (RFC 7644 §3.12). */
export function respondError(response: Response, thrown: unknown): void {
  const error =
    thrown instanceof ScimError
      ? thrown
      : new ScimError('internal', 'The bridge failed; the operator finds why under the request id.', {
          cause: thrown,
          hint: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
        });
  const trace = currentTrace();
  if (trace !== undefined) {
    trace.error = error.code;
    trace.detail = error.message;
    if (error.hint !== undefined) trace.hint = error.hint;
  }
  respond(response, {
    status: error.status,
    // A client keeps what it is answered, and an answer may quote what was pasted into a path or a value.
    body: { ...error.toBody(), detail: withoutCredentials(error.message) },
    headers: { ...error.headers, 'X-Error-Code': error.code },
  });
}
