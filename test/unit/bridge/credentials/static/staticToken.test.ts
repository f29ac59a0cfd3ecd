import { createToken } from '../../../../../bridge/credentials/static/createToken.ts';
import {
  credentialDigest,
  findToken,
  isWellFormed,
  tokenDigest,
  type TokenRecord,
} from '../../../../../bridge/credentials/static/staticToken.ts';
import { base62, checksumOf, TOKEN_PATTERN } from '../../../../../bridge/credentials/static/tokenFormat.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const record = (id: string, token: string, more: Partial<TokenRecord> = {}): TokenRecord => ({
  id,
  label: `Token ${id}`,
  sha256: tokenDigest('acme', token),
  ...more,
});

const RECORDS = [
  record('first', 'one'),
  record('middle', 'two', { expires: '2026-06-01T12:00:01Z' }),
  record('expired', 'old', { expires: '2026-06-01T12:00:00Z' }),
  record('long ago', 'older', { expires: '2020-01-01T00:00:00+02:00' }),
  record('unreadable end', 'odd', { expires: 'tomorrow' }),
  record('revoked', 'gone', { revoked: '2026-06-01T12:00:00Z' }),
  record('in grace', 'going', { revoked: '2026-06-01T12:00:01Z' }),
  record('unreadable revocation', 'vague', { revoked: 'true' }),
  record('empty revocation', 'empty', { revoked: '' }),
  record('both', 'both', { revoked: '2026-01-01T00:00:00Z', expires: '2026-01-01T00:00:00Z' }),
  record('reader', 'look', { readOnly: true }),
  record('twice', 'twin'),
  record('twice revoked', 'twin', { revoked: '2026-01-01T00:00:00Z' }),
  { ...record('no digest', ''), sha256: 'zz' },
  record('last', 'three'),
];

describe('tokenDigest', () => {
  it('depends on realm and token, and on where one ends and the other begins', () => {
    expect(tokenDigest('acme', 'one')).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenDigest('acme', 'one')).not.toBe(tokenDigest('Acme', 'one'));
    expect(tokenDigest('a', 'bc')).not.toBe(tokenDigest('ab', 'c'));
  });
});

describe('findToken', () => {
  it.each([
    ['one', 'first'],
    ['two', 'middle'],
    ['three', 'last'],
    ['going', 'in grace'],
    ['look', 'reader'],
  ])('%s belongs to %s', (presented, id) => {
    expect(findToken('acme', presented, RECORDS, NOW)).toEqual({
      record: RECORDS.find((one) => one.id === id),
    });
  });

  it.each([
    ['old', 'expired', 'expired'],
    ['older', 'expired', 'long ago'],
    ['odd', 'expired', 'unreadable end'],
    ['gone', 'revoked', 'revoked'],
    ['vague', 'revoked', 'unreadable revocation'],
    ['empty', 'revoked', 'empty revocation'],
    ['both', 'revoked', 'both'],
    ['twin', 'revoked', 'twice revoked'],
  ])('%s is %s', (presented, reason, id) => {
    const refused = RECORDS.find((one) => one.id === id);
    expect(findToken('acme', presented, RECORDS, NOW)).toEqual({ reason, record: refused });
  });

  it.each(['ONE', '', 'one ', tokenDigest('acme', 'one'), 'x'.repeat(100_000)])(
    'does not find the token %s',
    (presented) => {
      expect(findToken('acme', presented, RECORDS, NOW)).toEqual({ reason: 'unknown' });
    },
  );

  it('does not find a token of another realm', () => {
    expect(findToken('globex', 'one', RECORDS, NOW)).toEqual({ reason: 'unknown' });
  });

  it('compares with every record, wherever the matching one is', () => {
    const read: string[] = [];
    const watched = RECORDS.map((one) => ({
      ...one,
      get sha256() {
        read.push(one.id);
        return one.sha256;
      },
    }));
    for (const presented of ['one', 'three', 'nobody']) {
      read.length = 0;
      findToken('acme', presented, watched, NOW);
      expect(read).toEqual(RECORDS.map(({ id }) => id));
    }
  });

  it('finds nothing without records', () => {
    expect(findToken('acme', 'one', [])).toEqual({ reason: 'unknown' });
  });
});

describe('createToken', () => {
  const label = 'Okta';

  it('creates a token and a record that matches it without containing it', () => {
    const { id, token, record: stored } = createToken('acme', { label }, new Date(NOW));
    expect(token).toMatch(/^scim_[0-9A-Za-z]{49}$/);
    expect(isWellFormed(token)).toBe(true);
    expect(stored).toEqual({
      label,
      sha256: tokenDigest('acme', token),
      created: '2026-06-01T12:00:00.000Z',
    });
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(findToken('acme', token, [{ id, ...stored }])).toEqual({ record: { id, ...stored } });
  });

  it('stores the options in the record', () => {
    const expires = new Date('2027-01-01T00:00:00Z');
    expect(createToken('acme', { label, expires, readOnly: true }, new Date(NOW)).record).toMatchObject({
      expires: '2027-01-01T00:00:00.000Z',
      readOnly: true,
    });
    expect(Object.keys(createToken('acme', { label, readOnly: false }).record)).toEqual([
      'label',
      'sha256',
      'created',
    ]);
  });

  it('creates a different token every time', () => {
    const tokens = Array.from({ length: 200 }, () => createToken('acme', { label }));
    expect(new Set(tokens.flatMap(({ id, token }) => [id, token])).size).toBe(400);
    expect(tokens.filter(({ token }) => !isWellFormed(token))).toEqual([]);
  });
});

describe('the format of tokens', () => {
  const body = `scim_${'0'.repeat(42)}1`;
  const good = `${body}${checksumOf(body)}`;

  it.each([
    [0n, 3, '000'],
    [61n, 3, '00z'],
    [62n, 3, '010'],
    [3843n, 1, 'zz'],
  ])('base 62 of %s', (value, width, text) => {
    expect(base62(value, width)).toBe(text);
  });

  it('holds 256 bits in 43 characters, and a CRC-32 in 6', () => {
    expect(base62(2n ** 256n - 1n, 43)).toHaveLength(43);
    expect(base62(2n ** 32n - 1n, 6)).toHaveLength(6);
    expect(good).toBe('scim_00000000000000000000000000000000000000000013ruWE6');
  });

  it('has a checksum that detects every wrong character', () => {
    expect(isWellFormed(good)).toBe(true);
    for (let at = 0; at < good.length; at += 1) {
      const wrong = good.charAt(at) === 'Q' ? 'R' : 'Q';
      expect(isWellFormed(`${good.slice(0, at)}${wrong}${good.slice(at + 1)}`)).toBe(false);
    }
    for (const bad of ['', 'scim_', `${good}\n`, ` ${good}`, good.toUpperCase(), good.slice(1), `${good}0`]) {
      expect(isWellFormed(bad)).toBe(false);
    }
  });

  it('is found by a secret scanner', () => {
    const text = `SCIM_TOKEN="${good}" x_${good} ${good}0 scim_token`;
    expect(text.match(new RegExp(TOKEN_PATTERN, 'g'))).toEqual([good]);
  });

  it('has a short digest for counting', () => {
    expect(credentialDigest('one')).toMatch(/^[0-9a-f]{16}$/);
    expect(credentialDigest('one')).not.toBe(credentialDigest('two'));
  });
});
