import { readAuthorization } from '../../../../../bridge/credentials/header/parse.ts';
import { reasonText } from '../../../../../bridge/credentials/refusals.ts';
import { createToken } from '../../../../../bridge/credentials/static/createToken.ts';

const { token: TOKEN } = createToken('acme', { label: 'x' });
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
/** A text as Node hands it over when it was sent in UTF-8. */
const onTheWire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const NOTHING = 'Send "Authorization: Bearer <token>".';
const PREFIX = 'The Authorization header must be "Bearer <token>", with the word Bearer before the token.';
const TWICE = 'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.';
const NO_TOKEN = 'There is no token after "Bearer".';
const BLANK = 'The token holds a blank; it was perhaps pasted with a line break.';
const QUOTES = 'The token is in quotes; leave them out.';
const SCHEME = `The Authorization header has another word in the place of "Bearer". ${NOTHING}`;
const BASE64 = 'What follows "Basic" is not base64 of "user:password".';
const MISTYPED = 'The token is incomplete or mistyped; copy it again.';
const UNSEEN =
  'The token holds a character that no token has, perhaps one that cannot be seen; copy it again.';
const COLON = 'After the word "Bearer" comes a blank, not a colon, and then the token.';
const GLUED = 'There is no blank between the word "Bearer" and the token.';

describe('a credential in the Authorization header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER\tabc  ', 'abc'],
    ['  Bearer   a-b_c.d~e+f/g== ', 'a-b_c.d~e+f/g=='],
    [`Bearer ${TOKEN}`, TOKEN],
    [`Bearer ${JWT}`, JWT],
    [`Bearer ${'x'.repeat(16_384)}`, 'x'.repeat(16_384)],
    ['Bearer SCIM_ABC', 'SCIM_ABC'],
    ['Bearer 100%25', '100%25'],
  ])('%s', (header, token) => {
    expect(readAuthorization(header)).toEqual({ kind: 'bearer', token });
  });

  it.each([
    [basic('ann:secret'), 'ann', 'secret'],
    [basic(':secret'), '', 'secret'],
    [basic('ann:se:cret'), 'ann', 'se:cret'],
    [basic('anné:secret'), 'anné', 'secret'],
    [basic(`scim:${TOKEN}`), 'scim', TOKEN],
    [basic('a:bc').replace(/=+$/, '').replace('Basic', 'bAsIc'), 'a', 'bc'],
  ])('%s', (header, user, token) => {
    expect(readAuthorization(header)).toEqual({ kind: 'basic', user, token });
  });
});

describe('the error sentence about an Authorization header', () => {
  it.each<[string | undefined, string]>([
    [undefined, NOTHING],
    ['', NOTHING],
    [' \t ', NOTHING],
    ['abc', PREFIX],
    [TOKEN, PREFIX],
    [JWT, PREFIX],
    [`${TOKEN} ${TOKEN}`, PREFIX],
    ['scim_ab cd', PREFIX],
    ['Bearer:abc', COLON],
    ['Bearer: abc', COLON],
    [`Bearer${TOKEN}`, GLUED],
    [`Bearer${JWT}`, GLUED],
    [`Bearer%20${TOKEN}`, GLUED],
    [`Bearer+${TOKEN}`, GLUED],
    [
      'Authorization: Bearer abc',
      'The value of the Authorization header begins with the name of the header; leave that out.',
    ],
    ['Bearer Bearer abc', TWICE],
    ['Bearer bearer', TWICE],
    ['Bearer Bearer: abc', TWICE],
    ['Bearer Basic YTpi', 'The Authorization header says both "Bearer" and "Basic"; send one of them.'],
    ['Bearer', NO_TOKEN],
    ['bearer ', NO_TOKEN],
    ['Bearer ab c', BLANK],
    ['Bearer ab\tc', BLANK],
    ['Bearer ab\\nc', BLANK],
    ['Bearer abc\\r\\n', BLANK],
    ['Bearer abc%0A', BLANK],
    ['Bearer abc%0d%0a', BLANK],
    ['Bearer abc%20', BLANK],
    [onTheWire('Bearer ab\u00a0c'), BLANK],
    ['Bearer "abc"', QUOTES],
    ["Bearer 'abc'", QUOTES],
    ['Bearer "abc', QUOTES],
    ["Bearer abc'", QUOTES],
    ['Bearer "a b"', QUOTES],
    ['Bearer “abc”', QUOTES],
    [onTheWire('Bearer “abc”'), QUOTES],
    [onTheWire('Bearer „abc'), QUOTES],
    [onTheWire('Bearer abc’'), QUOTES],
    ['"Bearer abc"', 'The Authorization header is in quotes; leave them out.'],
    [onTheWire('“Bearer abc”'), 'The Authorization header is in quotes; leave them out.'],
    ['Bearer <abc>', 'The token is in angle brackets; leave them out.'],
    [onTheWire('Bearer ab\u200bc'), UNSEEN],
    ['Bearer abé', UNSEEN],
    ['Digest username="x"', `The scheme "Digest" is not known here. ${NOTHING}`],
    ['Token abc', `The scheme "Token" is not known here. ${NOTHING}`],
    ['hunter2 abc', SCHEME],
    ['Bearers abc', SCHEME],
    ['Basic', 'There are no credentials after "Basic".'],
    ['Basic user:pass', BASE64],
    ['Basic user pass', BASE64],
    [`Basic ${TOKEN}`, BASE64],
    [basic('secret'), 'What follows "Basic" has no colon between user and password.'],
    [basic('ann:'), 'The password of the Basic credentials is empty; it must be the token.'],
    [basic('ann:sec\n'), 'The password holds a blank; it was perhaps pasted with a line break.'],
    [basic('ann:"sec"'), 'The password is in quotes; leave them out.'],
    [basic('ann:scim_abc'), 'The password is incomplete or mistyped; copy it again.'],
    [`Bearer ${'x'.repeat(16_385)}`, 'The token is too long: more than 16 KiB.'],
    [basic(`a:${'x'.repeat(16_384)}`), 'The credential is too long: more than 16 KiB.'],
    ['Bearer scim_', MISTYPED],
    [`Bearer ${TOKEN.slice(0, -1)}`, MISTYPED],
    [`Bearer ${TOKEN}x`, MISTYPED],
    [`Bearer ${TOKEN.slice(0, 9)}${TOKEN.charAt(9) === 'x' ? 'y' : 'x'}${TOKEN.slice(10)}`, MISTYPED],
    [`Bearer scim_${'A'.repeat(49)}`, MISTYPED],
  ])('%s', (header, problem) => {
    const read = readAuthorization(header);
    expect('problem' in read ? reasonText(read.problem) : read).toBe(problem);
  });

  it('does not repeat the credential', () => {
    const secret = TOKEN.slice(5, 30);
    const headers = [
      secret,
      `${secret} ${secret}`,
      `Bearer "${secret}"`,
      `Bearer ${secret} ${secret}`,
      `Bearer scim_${secret}`,
      `Basic ${secret}!`,
      basic(secret),
      basic(`a:"${secret}`),
    ];
    for (const header of headers) {
      const answer = readAuthorization(header);
      expect(answer).toHaveProperty('problem');
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  });
});
