import fc from 'fast-check';
import { emptyObject, objectOf, type Json, type JsonObject } from '../../../../scim/json.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import { applyPatch } from '../../../../scim/patch/apply.ts';
import { readPatch } from '../../../../scim/patch/operations.ts';
import { readResource } from '../../../../scim/resource.ts';
import { setAt } from '../../../../mappers/compile/access.ts';
import { explainPatch, explainResource } from '../../../../mappers/explain/request.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { PRESET_NAMES } from '../../../../mappers/document/presets.ts';
import { compileProfile, type Profile } from '../../../../mappers/profile.ts';
import { applyQuirks, type WireRequest } from '../../../../mappers/rewriting/quirk.ts';
import { explainStored } from '../../../../mappers/explain/trace.ts';
import { anyUser, runsFor } from '../compile/users.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const quirks = await loadQuirks();
const profileOf = (preset: string): Profile => compileProfile({ preset, quirks });
const azure = profileOf('azure');

function wire(profile: Profile, message: 'resource' | 'patch', body: Json): WireRequest {
  const { type, aliases } = profile.user;
  return { method: message === 'patch' ? 'PATCH' : 'POST', type, aliases, message, body, filter: undefined };
}
const sent = (profile: Profile, body: JsonObject) =>
  explainResource(profile, wire(profile, 'resource', { schemas: [CORE], ...body }));
const patched = (profile: Profile, current: JsonObject, ...operations: Json[]) =>
  explainPatch(profile, wire(profile, 'patch', { schemas: [PATCH], Operations: operations }), current);

const LENIENT = {
  unknown: 'keep',
  canonicalValues: 'suggest',
  hollowElements: 'remove',
  unmatchedElement: 'create',
  ignored: () => undefined,
} as const;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('explaining a resource', () => {
  it('follows as many attributes as the limit allows, and counts the others', () => {
    const { max } = LIMITS.explained;
    const many = Object.fromEntries(Array.from({ length: max + 7 }, (_, i) => [`a${i}`, i]));
    const pieces = sent(azure, many);
    expect(pieces.slice(0, max).map(({ received }) => received)).toEqual(Object.keys(many).slice(0, max));
    expect(plain(pieces.slice(max))).toEqual([
      { received: '… 7 more', quirks: [], rows: [], notes: ['are not explained one by one'] },
    ]);
  });

  it('follows each attribute from the name it was sent under to its place in Keycloak and back', () => {
    expect(plain(sent(azure, { userPrincipalName: 'Ann', isSoftDeleted: 'True', manager: '42' }))).toEqual([
      {
        received: 'userPrincipalName',
        value: 'Ann',
        quirks: ['aliases'],
        rows: [
          {
            scim: 'userName',
            value: 'Ann',
            transforms: '',
            keycloak: [{ target: 'username', value: 'ann' }],
            exact: true,
            back: 'Ann',
          },
        ],
        notes: [],
      },
      {
        received: 'isSoftDeleted',
        value: 'True',
        quirks: ['aliases'],
        rows: [
          {
            scim: 'active',
            value: false,
            transforms: '',
            keycloak: [{ target: 'enabled', value: false }],
            exact: false,
            back: false,
          },
        ],
        notes: [],
      },
      {
        received: 'manager',
        value: '42',
        quirks: ['unprefixed-extension', 'manager-forms'],
        rows: [
          {
            scim: `${ENTERPRISE}:manager.value`,
            value: '42',
            transforms: '',
            keycloak: [{ target: 'attributes.manager', value: '42' }],
            exact: false,
            back: '42',
          },
        ],
        notes: [],
      },
    ]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['unknown', { shoeSize: 43 }, ['"shoeSize" is passed over: no schema and no row knows it']],
    ['set by the bridge', { groups: [{ value: 'g' }] }, ['is passed over: the bridge sets it itself']],
    ['empty', { title: '' }, ['has no value']],
    ['null', { title: null }, ['has no value']],
    ['wrong', { active: [1] }, ['is refused: "active" takes true or false, not an array.']],
    ['a password', { password: 'x' }, ["becomes the user's password in Keycloak"]],
    [
      'outdone',
      { userPrincipalName: 'a', userName: 'b' },
      ['is outdone: the request says otherwise of "userName" itself'],
    ],
  ])('explains the effect of a value that is %s', (_what, body, notes) => {
    expect(sent(azure, body)[0]?.notes).toEqual(notes);
  });

  it('never shows a password', () => {
    const explanation = JSON.stringify([
      sent(azure, { password: 's3cret' }),
      patched(azure, emptyObject(), { op: 'replace', value: { password: 's3cret' } }),
      patched(azure, emptyObject(), { op: 'replace', path: 'password', value: 's3cret' }),
      patched(azure, emptyObject(), { op: 'replace', path: CORE, value: { password: 's3cret' } }),
    ]);
    expect(explanation).not.toContain('s3cret');
    expect(explanation).toContain('********');
  });
});

describe('explaining a PATCH', () => {
  it('follows each operation on the result of those before it', () => {
    const current = objectOf([['title', 'Chief']]);
    const pieces = patched(
      azure,
      current,
      { op: 'Replace', path: 'title', value: 'Boss' },
      { op: 'replace', path: 'title', value: 'Boss' },
      { op: 'remove', path: 'title' },
      { op: 'add', value: { 'name.givenName': 'Ann', shoeSize: 43 } },
    );
    expect(pieces.map(({ received }) => received)).toEqual([
      'Replace title',
      'replace title',
      'remove title',
      'add name.givenName',
      'add shoeSize',
    ]);
    expect(pieces.map(({ notes }) => notes)).toEqual([
      [],
      ['changes nothing'],
      [],
      [],
      ['"shoeSize" is passed over: no schema and no row knows it'],
    ]);
    expect(pieces[2]?.rows).toMatchObject([{ scim: 'title', keycloak: [] }]);
    expect(pieces[2]?.rows[0]).not.toHaveProperty('value');
    expect(pieces[3]).toMatchObject({ quirks: ['pathless-keys'], rows: [{ scim: 'name.givenName' }] });
  });
});

describe.each(PRESET_NAMES)('with preset %s', (preset) => {
  const profile = profileOf(preset);
  const { mapping, type } = profile.user;

  it('explains each attribute as it is stored with the whole resource', () => {
    const lenient = {
      ...profile,
      behaviours: { ...profile.behaviours, canonicalValues: 'suggest' },
    } as const;
    fc.assert(
      fc.property(anyUser, (user) => {
        const known = objectOf(Object.entries(user).filter(([name]) => !/^urn:acme/i.test(name)));
        const request = wire(profile, 'resource', { schemas: [CORE], ...known });
        const explainedValues = explainResource(lenient, request).flatMap(({ rows }) =>
          rows.flatMap(({ keycloak }) => keycloak),
        );
        const strict = applyQuirks(profile.quirks, request).request.body;
        const { attributes, ...own } = mapping.toKeycloak(readResource(type, strict, LENIENT));
        const stored = Object.entries(attributes)
          .filter(([name]) => !['scim.exact', 'scim.lookup'].includes(name))
          .map(([name, values]) => [`attributes.${name}`, values.length === 1 ? values[0] : [...values]]);
        const explained = Object.fromEntries(explainedValues.map(({ target, value }) => [target, value]));
        expect({ enabled: true, ...explained }).toEqual({ ...own, ...Object.fromEntries(stored) });
      }),
      runsFor(preset),
    );
  });

  it('explains a stored user as clients get it', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = mapping.toKeycloak(user);
        const explained = emptyObject();
        for (const { scim, value } of explainStored(mapping, fields)) {
          const row = mapping.rows.find(({ path }) => path === scim);
          if (row !== undefined && value !== undefined) setAt(explained, row.resolved, value);
        }
        const resource = Object.entries(mapping.toScim(fields)).filter(([name]) => !/^urn:acme/i.test(name));
        expect(explained).toEqual(objectOf(resource));
      }),
      runsFor(preset),
    );
  });

  it('stores the result of a PATCH like a PUT of that result', () => {
    const operation = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'replace'), value: anyUser }),
      fc.record({
        op: fc.constant('remove'),
        path: fc.constantFrom('title', 'emails', 'name', 'phoneNumbers'),
      }),
      fc.record({
        op: fc.constantFrom('add', 'replace'),
        path: fc.constant('emails[type eq "work"].value'),
        value: fc.constantFrom('a@x.test', 'B@x.test'),
      }),
      fc.record({
        op: fc.constant('replace'),
        path: fc.constantFrom('name.givenName', 'displayName'),
        value: fc.constantFrom('Ann', 'Smith (External)'),
      }),
    );
    fc.assert(
      fc.property(anyUser, fc.array(operation, { minLength: 1, maxLength: 3 }), (user, operations) => {
        const before = mapping.toScim(mapping.toKeycloak(user));
        const body = plain({ schemas: [PATCH], Operations: operations }) as Json;
        let result: JsonObject;
        try {
          result = applyPatch(type, before, readPatch(type, body), LENIENT);
        } catch {
          return;
        }
        const put = readResource(type, plain({ schemas: [CORE], ...result }) as Json, LENIENT);
        expect(mapping.toKeycloak(put)).toEqual(mapping.toKeycloak(result));
      }),
      runsFor(preset),
    );
  });
});
