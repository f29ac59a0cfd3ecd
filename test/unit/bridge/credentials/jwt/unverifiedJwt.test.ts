import { looksLikeJwt } from '../../../../../bridge/credentials/jwt/unverifiedJwt.ts';
import { startIssuer, type TestIssuer } from '../../../../support/servers/issuer.ts';

let server: TestIssuer;

beforeAll(async () => {
  server = await startIssuer();
});
afterAll(() => server.close());

describe('looksLikeJwt', () => {
  it('is true for signed and encrypted tokens, false for static ones', async () => {
    expect(looksLikeJwt(await server.sign({}))).toBe(true);
    expect(looksLikeJwt('eyJhbGciOiJub25lIn0.e30.')).toBe(true);
    expect(looksLikeJwt('scim_abc')).toBe(false);
    expect(looksLikeJwt('eyJabc')).toBe(false);
  });

  it.each([
    ['{ "alg":"none"}', true],
    ['{\n  "alg": "none"\n}', true],
    ['\t{"alg":"none"}', true],
    ['["alg"]', false],
    ['"alg"', false],
    ['null', false],
    ['{"alg"', false],
  ])('goes by the header being a JSON object: %j', (header, expected) => {
    expect(looksLikeJwt(`${Buffer.from(header).toString('base64url')}.e30.c2ln`)).toBe(expected);
  });
});
