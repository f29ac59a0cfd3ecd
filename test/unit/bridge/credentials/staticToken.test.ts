import { mintToken } from '../../../../bridge/credentials/mintToken.ts';
import { findToken, tokenDigest, type TokenRecord } from '../../../../bridge/credentials/staticToken.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const record = (id: string, token: string, expires?: string): TokenRecord => ({
  id,
  label: `Token ${id}`,
  sha256: tokenDigest('acme', token),
  ...(expires === undefined ? {} : { expires }),
});

const RECORDS = [
  record('first', 'one'),
  record('middle', 'two', '2026-06-01T12:00:01Z'),
  record('expired', 'old', '2026-06-01T12:00:00Z'),
  record('long ago', 'older', '2020-01-01T00:00:00+02:00'),
  record('last', 'three'),
];

describe('tokenDigest', () => {
  it('is of realm and token, and cannot be shifted between them', () => {
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
    ['old', undefined],
    ['older', undefined],
    ['ONE', undefined],
    ['', undefined],
    ['one ', undefined],
    [tokenDigest('acme', 'one'), undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s belongs to %s', (presented, id) => {
    expect(findToken('acme', presented, RECORDS, NOW)?.id).toBe(id);
  });

  it('takes a token of one realm for nothing in another', () => {
    expect(findToken('globex', 'one', RECORDS, NOW)).toBeUndefined();
  });

  it('compares with every record, wherever the right one is', () => {
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

  it('takes a token whose end cannot be read for expired', () => {
    expect(findToken('acme', 'one', [record('1', 'one', 'tomorrow')], NOW)).toBeUndefined();
  });

  it('finds nothing where there is nothing', () => {
    expect(findToken('acme', 'one', [])).toBeUndefined();
  });
});

describe('mintToken', () => {
  it('makes a token that its record knows and does not tell', () => {
    const { id, token, record: kept } = mintToken('acme', 'Okta', new Date(NOW));
    expect(token).toMatch(/^scim_[\w-]{43}$/);
    expect(kept).toEqual({
      label: 'Okta',
      sha256: tokenDigest('acme', token),
      created: '2026-06-01T12:00:00.000Z',
    });
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(findToken('acme', token, [{ id, ...kept }])?.id).toBe(id);
  });

  it('makes another one every time', () => {
    const made = Array.from({ length: 100 }, () => mintToken('acme', 'x'));
    expect(new Set(made.flatMap(({ id, token }) => [id, token])).size).toBe(200);
  });
});
