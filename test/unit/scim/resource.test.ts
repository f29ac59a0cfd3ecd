import type { Json, JsonObject } from '../../../scim/json.ts';
import { checkRequired, readResource, schemasOf } from '../../../scim/resource.ts';
import { ENTERPRISE_USER } from '../../../scim/schema/enterpriseUser.ts';
import { string } from '../../../scim/schema/define.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { frozen, readingFor } from './reading.ts';
import { refusalOf } from './refusal.ts';
import { USER_TYPE } from './userType.ts';
import { inheritsNothing } from '../../support/scim/inheritsNothing.ts';

const CORE = USER_TYPE.schema.id;
const ENTERPRISE = ENTERPRISE_USER.id;
const UNDECLARED = 'urn:acme:2.0:User';

const read = (body: JsonObject, options = {}) =>
  readResource(USER_TYPE, frozen({ schemas: [CORE], userName: 'ann', ...body }), readingFor(options));

describe('readResource', () => {
  it('reads a whole user in canonical form', () => {
    const resource = read({
      ID: 'mine',
      meta: { resourceType: 'Other' },
      groups: [{ value: 'g1' }],
      externalId: 'E1',
      name: { GivenName: 'Ann', familyName: null },
      nickName: null,
      ACTIVE: false,
      password: 's3cret',
      emails: [],
      phoneNumbers: [{ value: '+1', TYPE: 'work' }, null],
      [ENTERPRISE.toUpperCase()]: {
        DEPARTMENT: 'Sales',
        manager: { value: '42', displayName: 'set by the service', $ref: '../Users/42' },
      },
    });
    expect(resource).toEqual({
      userName: 'ann',
      externalId: 'E1',
      name: { givenName: 'Ann' },
      active: false,
      password: 's3cret',
      phoneNumbers: [{ value: '+1', type: 'work' }],
      [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } },
    });
    expect(inheritsNothing(resource)).toBe(true);
  });

  it.each<[Json | undefined]>([[undefined], [null], ['ann'], [1], [[{ userName: 'ann' }]]])(
    'refuses the body %j',
    (body) => {
      expect(refusalOf(() => readResource(USER_TYPE, body, readingFor()))).toBe(
        'invalidSyntax: The body must be a JSON object describing a User.',
      );
    },
  );

  it.each<[Json, string]>([
    [null, `"schemas" must be an array that names "${CORE}".`],
    [[], `"schemas" must be an array that names "${CORE}".`],
    [CORE, `"schemas" must be an array that names "${CORE}".`],
    [{}, `"schemas" must be an array that names "${CORE}".`],
    [[CORE, 1], '"schemas" takes URNs, not 1.'],
    [[CORE, null], '"schemas" takes URNs, not null.'],
  ])('refuses schemas %j (RFC 7643 §3)', (schemas, detail) => {
    expect(refusalOf(() => read({ schemas }))).toBe(`invalidSyntax: ${detail}`);
  });

  it('refuses a body without schemas', () => {
    expect(refusalOf(() => readResource(USER_TYPE, { userName: 'ann' }, readingFor()))).toBe(
      `invalidSyntax: "schemas" must be an array that names "${CORE}".`,
    );
  });

  it('finds schemas in any case', () => {
    const body = { SCHEMAS: [CORE.toUpperCase()], userName: 'ann' };
    expect(readResource(USER_TYPE, body, readingFor())).toEqual({ userName: 'ann' });
  });

  it('reads an extension that "schemas" does not list', () => {
    expect(read({ [ENTERPRISE]: { division: 'X' } })).toEqual({
      userName: 'ann',
      [ENTERPRISE]: { division: 'X' },
    });
  });

  it.each<[Json]>([[null], [{}], [{ department: null, manager: {} }]])(
    'reads past the extension %j',
    (extension) => {
      expect(read({ [ENTERPRISE]: extension, [UNDECLARED]: extension })).toEqual({ userName: 'ann' });
    },
  );

  it.each<[string, Json, string]>([
    [ENTERPRISE, 'x', 'not a string'],
    [ENTERPRISE.toLowerCase(), [], 'not an array'],
    [UNDECLARED, 'x', 'not a string'],
    [UNDECLARED, [{}], 'not an array'],
  ])('refuses %s: %j', (urn, value, but) => {
    const canonical = urn === UNDECLARED ? UNDECLARED : ENTERPRISE;
    expect(refusalOf(() => read({ [urn]: value }))).toBe(
      `invalidValue: "${canonical}" takes an object with the attributes of that extension, ${but}.`,
    );
  });

  it('keeps undeclared extensions as they are', () => {
    const extension = { Tag: 'x', deep: { list: [1, { a: true }], none: null }, empty: [] };
    expect(read({ 'URN:Acme:2.0:User': extension })).toEqual({
      userName: 'ann',
      'URN:Acme:2.0:User': { Tag: 'x', deep: { list: [1, { a: true }] } },
    });
  });

  it.each<[JsonObject]>([
    [{ [UNDECLARED]: { tag: 'x' } }],
    [{ [UNDECLARED]: 'not even an object' }],
    [{ [`${CORE}:title`]: 'x' }],
  ])('passes over undeclared extensions in a tenant that ignores them: %j', (body) => {
    const reading = readingFor({ unknown: 'ignore' });
    expect(readResource(USER_TYPE, { schemas: [CORE], userName: 'ann', ...body }, reading)).toEqual({
      userName: 'ann',
    });
    expect(reading.passedOver).toEqual(Object.keys(body));
  });

  it('refuses undeclared extensions in a tenant that rejects them', () => {
    expect(refusalOf(() => read({ [UNDECLARED]: { tag: 'x' } }, { unknown: 'reject' }))).toBe(
      `invalidSyntax: There is no extension "${UNDECLARED}" on User.`,
    );
  });

  it.each([
    'urn:ietf:params:scim:api:messages:2.0:Error',
    'URN:IETF:params:SCIM:api:messages:2.0:PatchOp',
    'urn:ietf:params:scim:schemas:core:2.0:Group',
    'urn:ietf:params:scim:schemas:core:2.0:Group:displayName',
    `${CORE}:name`,
  ])('does not treat a reserved URN of SCIM as an extension: %s', (urn) => {
    for (const value of [{ displayName: 'x' }, 'x', [{ value: 'x' }]]) {
      const reading = readingFor();
      const body = { schemas: [CORE, urn], userName: 'ann', [urn]: value };
      expect(readResource(USER_TYPE, body, reading)).toEqual({ userName: 'ann' });
      expect(reading.passedOver).toEqual([urn]);
      expect(refusalOf(() => read({ [urn]: value }, { unknown: 'reject' }))).toMatch(/^invalidSyntax: /);
    }
    expect(schemasOf(USER_TYPE, { userName: 'ann', [urn]: { a: 1 }, [UNDECLARED]: { a: 1 } })).toEqual([
      CORE,
      UNDECLARED,
    ]);
  });

  it.each([
    [['urn:ietf:params:scim:schemas:core:2.0:Group']],
    [['urn:ietf:params:scim:api:messages:2.0:PatchOp', 'urn:ietf:params:scim:schemas:core:2.0:Group']],
  ])('refuses a body that names only schemas of other resource types: %j', (schemas) => {
    expect(refusalOf(() => read({ schemas }))).toMatch(/^invalidSyntax: "schemas"/);
    expect(read({ schemas: [...schemas, CORE] })).toEqual({ userName: 'ann' });
    expect(read({ schemas: [...schemas, ENTERPRISE] })).toEqual({ userName: 'ann' });
  });

  it('does not treat the core schema as an extension', () => {
    const reading = readingFor();
    const body = { schemas: [CORE], userName: 'ann', [CORE]: { userName: 'bob' } };
    expect(readResource(USER_TYPE, body, reading)).toEqual({ userName: 'ann' });
    expect(reading.passedOver).toEqual([CORE]);
  });

  it.each([
    [ENTERPRISE, ENTERPRISE.toUpperCase(), ENTERPRISE],
    [UNDECLARED, UNDECLARED.toUpperCase(), UNDECLARED.toUpperCase()],
  ])('refuses an extension that is there twice, as %s and as %s', (one, other, named) => {
    const body = { [one]: { division: 'a' }, [other]: { division: 'b' } };
    expect(refusalOf(() => read(body))).toBe(
      `invalidSyntax: "${named}" is given twice, in different spellings of its URN.`,
    );
  });

  it('bounds the depth of an undeclared extension, and refuses URNs that cannot be stored', () => {
    const deep = (levels: number): Json => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(read({ [UNDECLARED]: deep(8) })).toEqual({ userName: 'ann', [UNDECLARED]: deep(8) });
    expect(refusalOf(() => read({ [UNDECLARED]: deep(9) }))).toContain('is nested too deeply.');
    expect(refusalOf(() => read({ 'urn:acme:\u0000': { a: 1 } }))).toContain('holds a NUL character');
  });

  it.each<[JsonObject, string]>([
    [{ active: 'yes' }, '"active" takes true or false, not "yes".'],
    [{ emails: [{ type: 1 }] }, '"emails[0].type" takes a string, not 1.'],
    [{ x509Certificates: [{ value: '%' }] }, '"x509Certificates[0].value" takes Base64 text, not "%".'],
    [{ [ENTERPRISE]: { manager: { value: 7 } } }, `"${ENTERPRISE}:manager.value" takes a string, not 7.`],
  ])('names the path of a wrong value: %j', (body, detail) => {
    expect(refusalOf(() => read(body))).toBe(`invalidValue: ${detail}`);
  });
});

describe('checkRequired', () => {
  const strictType: ResourceType = {
    ...USER_TYPE,
    extensions: [
      {
        required: false,
        schema: { ...ENTERPRISE_USER, attributes: [string('badge', '', { required: true })] },
      },
    ],
  };
  const check = (resource: JsonObject, type = USER_TYPE) => {
    checkRequired(type, resource);
  };

  it.each<[JsonObject]>([
    [{ userName: 'ann', active: false }],
    [{ userName: 'ann', active: true, emails: [{ type: 'work' }], name: {} }],
  ])('accepts %j', (resource) => {
    expect(() => {
      check(resource);
    }).not.toThrow();
  });

  it.each<[JsonObject, string]>([
    [{ active: true }, 'userName'],
    [{ userName: '', active: true }, 'userName'],
    [{ userName: ' \t', active: true }, 'userName'],
    [{ userName: 'ann' }, 'active'],
  ])('refuses %j (RFC 7643 §2.2)', (resource, path) => {
    expect(
      refusalOf(() => {
        check(resource);
      }),
    ).toBe(`invalidValue: "${path}" is required and must not be empty.`);
  });

  it('requires attributes of an extension only if the resource has the extension', () => {
    const user = { userName: 'ann', active: true };
    expect(() => {
      check(user, strictType);
    }).not.toThrow();
    expect(
      refusalOf(() => {
        check({ ...user, [ENTERPRISE]: { division: 'x' } }, strictType);
      }),
    ).toBe(`invalidValue: "${ENTERPRISE}:badge" is required and must not be empty.`);
  });
});

describe('schemasOf', () => {
  it('lists exactly the extensions of the resource (RFC 7643 §3)', () => {
    expect(schemasOf(USER_TYPE, { userName: 'ann' })).toEqual([CORE]);
    expect(schemasOf(USER_TYPE, { userName: 'ann', [ENTERPRISE]: {}, 'URN:acme:x': {} })).toEqual([
      CORE,
      ENTERPRISE,
      'URN:acme:x',
    ]);
  });
});
