import { readFile } from 'node:fs/promises';
import { ERROR_URN, ERRORS, ScimError, show, type ErrorCode } from '../../scim/errors.ts';
import type { Json } from '../../scim/json.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** RFC 7644 §3.12, table 9. */
const SCIM_TYPES = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
];

/** RFC 7644 §3.12, table 8, and what HTTP itself has for gateways and bodies. */
const STATUSES = [400, 401, 403, 404, 405, 409, 412, 413, 415, 429, 500, 501, 502, 503, 504];

describe.each(CODES)('the error %s', (code) => {
  const entry: { status: number; scimType?: string; when: string } = ERRORS[code];

  it('has a status and a scimType that the standard knows', () => {
    expect(STATUSES).toContain(entry.status);
    expect([...SCIM_TYPES, undefined]).toContain(entry.scimType);
    expect(entry.when).toMatch(/^[A-Z].*\.$/);
  });

  it('is a SCIM error message (RFC 7644 §3.12)', () => {
    const error = new ScimError(code, 'What is wrong.', { hint: 'secret', cause: new Error('secret') });
    expect(error.status).toBe(entry.status);
    expect(error.toBody()).toStrictEqual({
      schemas: [ERROR_URN],
      ...(entry.scimType === undefined ? {} : { scimType: entry.scimType }),
      detail: 'What is wrong.',
      status: String(entry.status),
    });
  });

  it('is in the reference', async () => {
    const page = await readFile(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8');
    const line = page.split('\n').find((text) => text.startsWith(`| \`${code}\` `));
    expect(line?.split('|').map((text) => text.trim())).toEqual([
      '',
      `\`${code}\``,
      String(entry.status),
      entry.scimType === undefined ? '' : `\`${entry.scimType}\``,
      entry.when,
      '',
    ]);
  });
});

describe('ScimError', () => {
  it('carries headers, a hint and a cause only where they are given', () => {
    const plain = new ScimError('notFound', 'x');
    expect(plain).toMatchObject({ name: 'ScimError', code: 'notFound', message: 'x', headers: {} });
    expect(plain.hint).toBeUndefined();
    expect('cause' in plain).toBe(false);
    const cause = new Error('y');
    const full = new ScimError('keycloakUnavailable', 'x', {
      headers: { 'Retry-After': '5' },
      hint: 'h',
      cause,
    });
    expect(full).toMatchObject({ headers: { 'Retry-After': '5' }, hint: 'h', cause });
  });
});

describe('show', () => {
  it.each<[Json | undefined, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
    [-1.5, '-1.5'],
    ['a"b\n', '"a\\"b\\n"'],
    [[1], 'an array'],
    [{ a: 1 }, 'an object'],
    ['x'.repeat(58), `"${'x'.repeat(58)}"`],
    ['x'.repeat(59), `"${'x'.repeat(56)}..."`],
    [`${'x'.repeat(55)}😀😀😀`, `"${'x'.repeat(55)}..."`],
  ])('%j: %s', (value, text) => {
    expect(show(value)).toBe(text);
    expect(show(value).isWellFormed()).toBe(true);
  });
});
