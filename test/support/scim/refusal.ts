import { reasonText } from '../../../bridge/credentials/refusals.ts';
import { ERROR_URN } from '../../../scim/errors.ts';
import type { HarnessAnswer, SecurityHarness } from '../fixtures/securityHarness.ts';

const REFUSED =
  'The credential is not valid here: check the credential, the realm in the URL, and that SCIM is enabled for the realm.';

/** The same for every realm, whatever it accepts. */
const challenge = (realm: string): string =>
  `Bearer realm="${realm}", Basic realm="${realm}", charset="UTF-8"`;

/** What a client is told when it is refused: nothing of the reason, unless the header alone shows it. */
export function expectRefused(answer: HarnessAnswer, realm: string, detail = REFUSED): void {
  const { status, headers } = answer;
  expect({ status, body: answer.body as unknown }).toEqual({
    status: 401,
    body: {
      schemas: [ERROR_URN],
      status: '401',
      detail: `${detail} Reference: ${String(headers['x-request-id'])}`,
    },
  });
  expect(headers).toMatchObject({
    'www-authenticate': challenge(realm),
    'x-error-code': 'unauthorized',
    'content-type': 'application/scim+json; charset=utf-8',
  });
}

/** Shows a credential that is refused, and expects the true reason in the realm's journal. */
export async function expectReason(
  harness: SecurityHarness,
  realm: string,
  authorization: string | undefined,
  reason: string,
  { detail = REFUSED } = {},
): Promise<void> {
  const answer = await harness.requestAs(realm, authorization);
  expectRefused(answer, realm, detail);
  const id = String(answer.headers['x-request-id']);
  const [entry] = await harness.journal(realm, `failed=true&request=${id}`);
  expect(entry).toMatchObject({
    realm,
    kind: 'refusal',
    requestId: id,
    method: 'GET',
    address: '127.0.0.1',
    status: 401,
    error: 'unauthorized',
    outcome: `Refused: ${reason}`,
  });
  expect(entry).not.toHaveProperty('credential');
  // The code and its values say the same.
  expect(entry?.reason && reasonText(entry.reason)).toBe(reason);
}
