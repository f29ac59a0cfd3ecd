import type { Answer } from './send.ts';
import type { RawAnswer } from './sendRaw.ts';

/** What an error is expected to be; what is left out may be anything. */
export interface ExpectedError {
  readonly status: number | readonly number[];
  readonly scimType?: string;
  /** What the detail must speak of. */
  readonly detail?: RegExp;
}

const MEDIA_TYPE = 'application/scim+json; charset=utf-8';
/** At least two words. */
const TELLING = /\w{2}.*\s.*\w{2}/;
const MEMBERS = ['schemas', 'status', 'detail', 'scimType'];
const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Status, media type and body of an answer, however it was fetched. */
function parts(answer: Answer | RawAnswer): { status: number; type: string | null; body: unknown } {
  if ('text' in answer) {
    const body: unknown = answer.text === '' ? undefined : JSON.parse(answer.text);
    return { status: answer.status, type: answer.headers['content-type'] ?? null, body };
  }
  return { status: answer.status, type: answer.headers.get('content-type'), body: answer.body };
}

/** Asserts that an answer is a complete SCIM error (RFC 7644 §3.12) with a detail that tells something. */
export function assertScimError(answer: Answer | RawAnswer, expected: ExpectedError): void {
  const { status, type, body } = parts(answer);
  const { detail = TELLING } = expected;
  expect([expected.status].flat()).toContain(status);
  expect(type).toBe(MEDIA_TYPE);
  expect(body).toMatchObject({ schemas: [ERROR_URN], status: String(status) });
  const { scimType, detail: said } = body as { scimType?: string; detail?: string };
  expect(said).toMatch(detail);
  if (expected.scimType !== undefined) expect(scimType).toBe(expected.scimType);
  expect(Object.keys(body as object)).toEqual(
    Object.keys(body as object).filter((name) => MEMBERS.includes(name)),
  );
}
