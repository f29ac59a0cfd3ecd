import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import { resourceTypeOf } from '../../../../mappers/compile/schemas.ts';
import { sourcesAt } from './sources.ts';

const URN = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';

const ROWS: readonly Row[] = [
  { scim: 'userName', keycloak: 'username' },
  { scim: `${URN}:tag`, keycloak: 'attributes.extensionAttribute1' },
  { scim: `${URN}:level`, keycloak: 'attributes.level', type: 'integer' },
  { scim: `${URN}:contractor`, keycloak: 'attributes.contractor', type: 'boolean' },
  {
    scim: `${URN.toUpperCase()}:teams`,
    keycloak: 'attributes.teams',
    multiValued: true,
    description: 'Where she works.',
  },
];

describe('resourceTypeOf', () => {
  it('declares extensions of rows that no schema declares, with the attributes of the rows', () => {
    const { extensions } = resourceTypeOf(USER_TYPE, ROWS);
    expect(extensions).toMatchObject([
      {
        required: false,
        schema: {
          id: URN,
          name: 'CustomExtensionName',
          attributes: [
            { name: 'tag', type: 'string', multiValued: false },
            { name: 'level', type: 'integer' },
            { name: 'contractor', type: 'boolean' },
            { name: 'teams', type: 'string', multiValued: true, description: 'Where she works.' },
          ],
        },
      },
    ]);
  });

  it('has only attributes with a row, and those that the bridge sets itself', () => {
    const { schema } = resourceTypeOf(USER_TYPE, [
      ...ROWS,
      { scim: 'name.givenName', keycloak: 'firstName' },
      { scim: 'phoneNumbers[type eq "mobile"].value', keycloak: 'attributes.mobile' },
      { scim: 'emails', keycloak: 'attributes.scim.emails' },
    ]);
    const subsOf = (attribute: string) =>
      schema.attributes.find(({ name }) => name === attribute)?.subAttributes?.map(({ name }) => name);
    expect(schema.attributes.map(({ name }) => name)).toEqual([
      'userName',
      'name',
      'password',
      'emails',
      'phoneNumbers',
      'groups',
    ]);
    expect(subsOf('name')).toEqual(['givenName']);
    expect(subsOf('phoneNumbers')).toEqual(['value', 'type']);
    expect(subsOf('emails')).toEqual(['value', 'display', 'type', 'primary']);
  });

  it('gives attributes the properties of their rows', () => {
    const { schema, extensions } = resourceTypeOf(USER_TYPE, [
      { scim: 'userName', keycloak: 'username' },
      { scim: 'title', keycloak: 'attributes.title', required: true, returned: 'request' },
      { scim: 'nickName', keycloak: 'attributes.nick', direction: 'toScim' },
      { scim: `${URN}:secret`, keycloak: 'attributes.secret', direction: 'toKeycloak' },
    ]);
    expect(schema.attributes).toMatchObject([
      { name: 'userName', required: true },
      { name: 'nickName', mutability: 'readOnly' },
      { name: 'title', required: true, returned: 'request' },
      { name: 'password' },
      { name: 'groups', returned: 'request' },
    ]);
    expect(extensions[0]?.schema.attributes).toMatchObject([{ mutability: 'writeOnly', returned: 'never' }]);
  });

  it('returns groups as the behaviour says', () => {
    const groups = (returned: 'default' | 'request') =>
      resourceTypeOf(USER_TYPE, ROWS, { groups: returned }).schema.attributes.find(
        ({ name }) => name === 'groups',
      )?.returned;
    expect(groups('default')).toBe('default');
    expect(groups('request')).toBe('request');
  });

  it('compiles to a mapping that stores declared attributes at their targets', () => {
    const mapping = compileMapping(ROWS, resourceTypeOf(USER_TYPE, ROWS));
    const resource = {
      userName: 'ann',
      [URN]: { tag: 'blue', level: 7, contractor: false, teams: ['b', 'a', 'b'] },
    };
    const fields = mapping.toKeycloak(resource);
    expect(fields.attributes).toMatchObject({
      extensionAttribute1: ['blue'],
      level: ['7'],
      contractor: ['false'],
      teams: ['a', 'b'],
    });
    expect(JSON.parse(JSON.stringify(mapping.toScim(fields)))).toEqual(resource);
    expect(sourcesAt(mapping, `${URN}:tag`, 'blue')).toEqual([
      { by: 'attribute', name: 'extensionAttribute1', value: 'blue' },
    ]);
  });
});
