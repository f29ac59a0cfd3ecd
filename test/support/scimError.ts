import type { Answer } from './bridge.ts';
import type { RawAnswer } from './raw.ts';

/** What an error is expected to be; what is left out may be anything. */
export interface ExpectedError {
  readonly status: number | readonly number[];
  readonly scimType?: string;
  /** What the detail must speak of. */
  readonly detail?: RegExp;
}

const MEDIA_TYPE = 'application/scim+json; charset=utf-8';
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
export function assertScimError(
  answer: Answer | RawAnswer,
  { status, scimType, detail }: ExpectedError,
): void {
  const { status: actual, type, body } = parts(answer);
  expect({ status: actual, type, body }).toEqual({
    status: typeof status === 'number' ? status : expect.any(Number),
    type: MEDIA_TYPE,
    body: {
      schemas: [ERROR_URN],
      status: String(actual),
      detail:
        detail === undefined ? expect.stringMatching(/\w{2}.*\s.*\w{2}/) : expect.stringMatching(detail),
      ...(scimType === undefined ? {} : { scimType }),
      ...(scimType === undefined && typeof body === 'object' && body !== null && 'scimType' in body
        ? { scimType: expect.any(String) as string }
        : {}),
    },
  });
  if (typeof status !== 'number') expect(status).toContain(actual);
}
