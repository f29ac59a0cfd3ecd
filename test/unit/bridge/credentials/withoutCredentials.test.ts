import { createToken } from '../../../../bridge/credentials/static/createToken.ts';
import { withoutCredentials } from '../../../../bridge/credentials/withoutCredentials.ts';
import { assertQuick } from '../../../support/load/quickly.ts';

const { token: TOKEN } = createToken('acme', { label: 'x' });
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl';
const SPACED = `${Buffer.from('{ "alg": "RS256" }').toString('base64url')}.eyJpc3MiOiJ4In0.c2lnbmF0dXJl`;

describe('withoutCredentials', () => {
  it.each([
    [TOKEN, '(credential)'],
    [TOKEN.slice(0, 40), '(credential)'],
    [`/Users/${TOKEN}?a=b`, '/Users/(credential)?a=b'],
    [`x${TOKEN}.y`, 'x(credential).y'],
    [`Bearer ${JWT}, again ${SPACED}.`, 'Bearer (credential), again (credential)'],
    [JWT.slice(0, 30), '(credential)'],
  ])('leaves out %s', (text, left) => {
    expect(withoutCredentials(text)).toBe(left);
  });

  it.each([
    '',
    'scim_enabled',
    'jane.doe@login.example.com',
    'urn:ietf:params:scim:schemas:core:2.0:User',
    '1.2.3',
  ])('leaves %j as it is', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });

  it.each(['ey', 'eyJ.', 'a-', 'a.', 'scim_', 'abcdefgh.'])('is fast on a long text of %j', async (text) => {
    await assertQuick(() => withoutCredentials(text.repeat(20_000)));
  });
});
