import { withoutPersonalData } from '../../../../../bridge/journal/redaction/redaction.ts';
import { entry } from '../entries.ts';

const ID = '0d5a8f3c-2b7e-4c1d-9a6f-1e2d3c4b5a69';

describe('the sentences of an entry without personal data', () => {
  it('have neither ids that are made of a name nor long numbers', () => {
    const id = 'f:5c2c:jane.doe@example.com';
    const detail = `User ${id} takes an array, not 15551234567.`;
    const { outcome, reason } = withoutPersonalData(
      entry({
        resource: { type: 'User', id },
        conflict: { type: 'User', id: 'f:5c2c:jane.doe@example.com-2', name: 'jane' },
        outcome: `Refused: ${detail} It is user f:5c2c:jane.doe@example.com-2 "jane". Keycloak answered 409 to ${ID}.`,
        reason: { code: 'invalidValue', values: { detail } },
      }),
    );
    expect(outcome).toBe(
      `Refused: User (redacted) takes an array, not (redacted). It is user (redacted) "(redacted)". Keycloak answered 409 to ${ID}.`,
    );
    expect(reason?.values.detail).toBe('User (redacted) takes an array, not (redacted).');
  });
});
