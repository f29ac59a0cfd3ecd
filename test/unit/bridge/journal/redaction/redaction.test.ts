import fc from 'fast-check';
import type { NewEntry } from '../../../../../bridge/journal/entry.ts';
import {
  cutNote,
  MAX_BODY_BYTES,
  nameDigest,
  withoutPersonalData,
  withoutSecrets,
} from '../../../../../bridge/journal/redaction/redaction.ts';
import { redactTarget, withoutSecretText } from '../../../../../bridge/journal/redaction/redactedText.ts';
import type { Json } from '../../../../../scim/json.ts';
import { entry } from '../entries.ts';
import { assertQuick } from '../../../../support/load/quickly.ts';

const ID = '0d5a8f3c-2b7e-4c1d-9a6f-1e2d3c4b5a69';
const NAMES = ['password', 'Password', 'PASSWORD', 'urn:ietf:params:scim:schemas:core:2.0:User:password'];

const impersonal = (asked: Json): Json | undefined => withoutPersonalData(entry({ asked })).asked;

const personal = (changes: Partial<NewEntry>): NewEntry => withoutPersonalData(entry(changes));

describe('withoutSecrets', () => {
  it.each<[string, Json, Json]>([
    ['a member', { userName: 'jane', password: 'x' }, { userName: 'jane', password: '(redacted)' }],
    ['any case', { PassWord: ['x'] }, { PassWord: '(redacted)' }],
    [
      'a nested member',
      { a: [{ b: { 'urn:x:password': 1 } }] },
      { a: [{ b: { 'urn:x:password': '(redacted)' } }] },
    ],
    [
      'a path of PATCH',
      { Operations: [{ op: 'replace', path: 'urn:x:User:PASSWORD', value: 'x' }] },
      { Operations: [{ op: 'replace', path: 'urn:x:User:PASSWORD', value: '(redacted)' }] },
    ],
    [
      'a path in other spelling',
      { Op: 'Replace', Path: 'password', Value: { value: 'x' } },
      { Op: 'Replace', Path: 'password', Value: '(redacted)' },
    ],
    [
      'a value without a path',
      { op: 'add', value: { Password: 'x' } },
      { op: 'add', value: { Password: '(redacted)' } },
    ],
    [
      'a named value',
      { type: 'password', value: 'x', key: 'y' },
      { type: 'password', value: '(redacted)', key: '(redacted)' },
    ],
    [
      'what is under secret',
      { clientSecret: { a: ['b'] }, apiKey: 'c' },
      { clientSecret: '(redacted)', apiKey: '(redacted)' },
    ],
    ['a filter', { filter: 'password eq "x" and a pr' }, { filter: 'password eq "(redacted)" and a pr' }],
    ['a key with a filter', { 'a[token eq "x"].b': 1 }, { 'a[token eq "(redacted)"].b': '(redacted)' }],
    ['JSON in JSON', { value: '{"password": 1}' }, { value: '(redacted)' }],
    ['a URL', { url: 'https://a/?access_token=abc&b=1' }, { url: 'https://a/?access_token=(redacted)&b=1' }],
    ['a broken filter', { filter: 'password eq x' }, { filter: '(redacted)' }],
  ])('removes %s', (_what, asked, kept) => {
    expect(withoutSecrets(asked)).toEqual(kept);
  });

  it('changes nothing else', () => {
    const asked = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'jane@example.com',
      title: 'Token Ring engineer',
      active: true,
      emails: [{ type: 'work', value: 'jane@example.com', primary: true }],
      Operations: [{ op: 'add', path: 'emails[type eq "work"].value', value: 'j@example.com' }],
      nothing: null,
      n: 12,
    };
    expect(withoutSecrets(asked)).toEqual(asked);
  });

  it.each(['token', '&token', 'token ', '"token\\', 'x[token eq ('])(
    'is fast on a long text of %j',
    async (text) => {
      await assertQuick(() => withoutSecretText(text.repeat(16_384 / text.length)));
    },
  );
});

describe('withoutPersonalData', () => {
  it('keeps digests of the names of a renaming', () => {
    const changes = [{ what: 'renamed', from: 'ann', to: 'anna' }, { what: 'disabled' }] as const;
    const [from, to] = [nameDigest('acme', 'ann'), nameDigest('acme', 'anna')];
    expect(personal({ changes }).changes).toEqual([{ what: 'renamed', from, to }, { what: 'disabled' }]);
  });

  it('keeps the form of a request', () => {
    const asked = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'Add', path: 'members', value: [{ value: ID, display: 'Jane Doe' }] },
        { op: 'remove', path: `members[value eq "${ID}"]` },
        { op: 'replace', path: 'emails[value eq "jane@example.com"].value', value: 'jd@example.com' },
        {
          op: 'replace',
          value: { active: false, 'emails[type eq "work"].value': 'a@example.com', name: { givenName: 'J' } },
        },
        { op: 'replace', path: 'active', value: 'False' },
        { op: 'replace', path: 'jane@example.com', value: ID },
      ],
    };
    expect(impersonal(asked)).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'Add', path: 'members', value: [{ value: ID, display: '(redacted)' }] },
        { op: 'remove', path: `members[value eq "${ID}"]` },
        { op: 'replace', path: 'emails[value eq "(redacted)"].value', value: '(redacted)' },
        {
          op: 'replace',
          value: {
            active: false,
            'emails[type eq "(redacted)"].value': '(redacted)',
            name: { givenName: '(redacted)' },
          },
        },
        { op: 'replace', path: 'active', value: '(redacted)' },
        { op: 'replace', path: '(redacted)', value: '(redacted)' },
      ],
    });
  });

  it('keeps types, flags and ids of members, and no other value of the same names', () => {
    expect(
      impersonal({
        schemas: 'Jane Doe',
        type: 'jane@example.com',
        active: 'True',
        primary: true,
        emails: [{ type: 'work', primary: true, value: ID }],
        members: [ID, { value: ID, $ref: `https://x/${ID}` }, { value: 'jane' }],
      }),
    ).toEqual({
      schemas: '(redacted)',
      type: '(redacted)',
      active: 'True',
      primary: true,
      emails: [{ type: 'work', primary: true, value: '(redacted)' }],
      members: [ID, { value: ID, $ref: '(redacted)' }, { value: '(redacted)' }],
    });
  });

  it('replaces names, and ids made of names, by digests', () => {
    const { resource } = personal({ resource: { type: 'User', id: 'f:1:jane', name: 'Jane' } });
    expect(resource).toEqual({
      type: 'User',
      id: nameDigest('acme', 'F:1:JANE'),
      name: nameDigest('acme', 'jANE'),
    });
    expect(resource?.name).toMatch(/^#[0-9a-f]{16}$/);
    expect(nameDigest('globex', 'jane')).not.toBe(resource?.name);
    expect(personal({ resource: { type: 'User', id: ID } }).resource).toEqual({ type: 'User', id: ID });
  });

  it('removes what is quoted in outcomes and ignored paths', () => {
    const { outcome, ignored } = personal({
      outcome: 'User "jane \\"j\\" doe" made; "cut off',
      ignored: ['title', 'emails[value eq "a@b.c"]', `members[value eq "${ID}"]`, 'Jane Doe'],
    });
    expect(outcome).toBe('User "(redacted)" made; "(redacted)"');
    expect(ignored).toEqual([
      'title',
      'emails[value eq "(redacted)"]',
      `members[value eq "${ID}"]`,
      '(redacted)',
    ]);
  });

  it.each([
    ['/Users', '/Users'],
    [`/Users/${ID}?attributes=userName,emails`, `/Users/${ID}?attributes=userName%2Cemails`],
    ['/Users/jane@example.com', '/Users/(redacted)'],
    ['/Groups/Sales%20EMEA/x', '/Groups/(redacted)/x'],
    ['/Users/.search', '/Users/.search'],
    ['/Users?filter=userName+eq+%22jane%22&count=1', '/Users?filter=userName eq "(redacted)"&count=1'],
    [
      '/Users?Filter=age%20gt%2041%20and%20active%20eq%20true',
      '/Users?Filter=age gt "(redacted)" and active eq true',
    ],
    ['/Users?filter=jane doe', '/Users?filter=(redacted)'],
    ['/Users?x=jane&sortBy=%22jane', '/Users?x=(redacted)&sortBy=(redacted)'],
  ])('turns the target %s into %s', (target, kept) => {
    expect(decodeURIComponent(redactTarget(target, { personalData: true }))).toBe(decodeURIComponent(kept));
  });
});

describe('redactTarget', () => {
  it.each([
    ['/Users?filter=userName eq "jane"', '/Users?filter=userName eq "jane"'],
    ['/Users?filter=password%20eq%20%22x%22', '/Users?filter=password eq "(redacted)"'],
    ['/Users?filter=%70assword%20sw%20%22x%22', '/Users?filter=password sw "(redacted)"'],
    ['/x?Access_Token=abc&b=1', '/x?Access_Token=(redacted)&b=1'],
    ['/x?%zz=%', '/x?%25zz=%25'],
  ])('turns %s into %s if personal data is kept', (target, kept) => {
    const redacted = redactTarget(target, { personalData: false });
    expect(target === redacted ? redacted : decodeURIComponent(redacted)).toBe(
      kept.includes('zz') ? '/x?%zz=%' : kept,
    );
  });
});

const word = fc.string({ minLength: 4, maxLength: 12 }).map((text) => `~${text}`);
const scalar = fc.oneof(word, fc.integer({ min: 10_000 }), fc.boolean(), fc.constant(null));
const name = fc.oneof(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.constantFrom('value', 'path', 'op', 'members', 'name'),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
  ),
}));

function* scalarsOf(json: Json): Generator<Json> {
  if (typeof json !== 'object' || json === null) yield json;
  else for (const value of Object.values<Json>(json)) yield* scalarsOf(value);
}

describe('properties', () => {
  it('no scalar of a body remains if personal data is redacted', () => {
    fc.assert(
      fc.property(tree, (asked) => {
        const kept = JSON.stringify(impersonal(asked));
        for (const one of scalarsOf(asked)) {
          if (typeof one === 'string' || typeof one === 'number') {
            expect(kept).not.toContain(JSON.stringify(one).replaceAll(/^"|"$/g, ''));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  const SECRET = 'hunter2-hunter2';
  const place = fc.oneof(
    fc.constantFrom(...NAMES).map((key): Json => ({ [key]: SECRET })),
    fc.constantFrom(...NAMES).map((key): Json => ({ [key]: [{ value: SECRET }] })),
    fc.constantFrom(...NAMES).map((path): Json => ({ op: 'replace', path, value: SECRET })),
    fc.constantFrom(...NAMES).map((path): Json => ({ OP: 'add', PATH: path, VALUE: { a: SECRET } })),
    fc.constantFrom(...NAMES).map((path): Json => ({ path: `x[${path} eq "${SECRET}"]`, value: 1 })),
    fc.constantFrom(...NAMES).map((path): Json => ({ [`x[${path} eq "${SECRET}"].y`]: 1 })),
    fc.constantFrom(...NAMES).map((path): Json => `a pr or ${path} eq "${SECRET}"`),
    fc.constantFrom(...NAMES).map((path): Json => JSON.stringify({ [path]: SECRET })),
  );
  const around = (inner: Json): fc.Arbitrary<Json> =>
    fc
      .array(fc.tuple(fc.boolean(), name, tree), { maxLength: 4 })
      .map((layers) =>
        layers.reduce<Json>(
          (held, [list, key, other]) => (list ? [other, held] : { other, [key]: held }),
          inner,
        ),
      );

  it('a password remains in neither mode', () => {
    fc.assert(
      fc.property(place.chain(around), (asked) => {
        const safe = withoutSecrets(asked);
        expect(JSON.stringify(safe)).not.toContain(SECRET);
        expect(JSON.stringify(impersonal(safe))).not.toContain(SECRET);
        expect(JSON.stringify(impersonal(asked))).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });

  it('redacting twice is the same as redacting once', () => {
    fc.assert(
      fc.property(tree, (asked) => {
        const once = withoutSecrets(asked);
        expect(withoutSecrets(once)).toEqual(once);
      }),
    );
  });
});

describe('cutNote', () => {
  it('states the size in bytes of a body that is too long', () => {
    expect(cutNote('x'.repeat(MAX_BODY_BYTES - 2))).toBeUndefined();
    expect(cutNote('x'.repeat(MAX_BODY_BYTES - 1))).toEqual({ cut: true, bytes: MAX_BODY_BYTES + 1 });
    expect(cutNote('é'.repeat(MAX_BODY_BYTES / 2))).toEqual({ cut: true, bytes: MAX_BODY_BYTES + 2 });
  });
});
