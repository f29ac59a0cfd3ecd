import { USER_TYPE } from '../../../bridge/scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../mappers/compile.ts';
import type { Row } from '../../../mappers/document.ts';
import { withExtensions } from '../../../mappers/extensions.ts';

const URN = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';

const ROWS: readonly Row[] = [
  { scim: 'userName', keycloak: 'username' },
  { scim: `${URN}:tag`, keycloak: 'attributes.extensionAttribute1' },
  { scim: `${URN}:level`, keycloak: 'attributes.level', type: 'integer' },
  { scim: `${URN}:contractor`, keycloak: 'attributes.contractor', type: 'boolean' },
];

describe('withExtensions', () => {
  it('declares the extensions of rows that no schema knows, with the attributes of the rows', () => {
    const extended = withExtensions(USER_TYPE, ROWS);
    expect(extended.extensions.slice(0, -1)).toEqual(USER_TYPE.extensions);
    expect(extended.extensions.at(-1)).toMatchObject({
      required: false,
      schema: {
        id: URN,
        name: 'CustomExtensionName',
        attributes: [
          { name: 'tag', type: 'string' },
          { name: 'level', type: 'integer' },
          { name: 'contractor', type: 'boolean' },
        ],
      },
    });
  });

  it('leaves a type alone whose rows its schemas know', () => {
    expect(withExtensions(USER_TYPE, ROWS.slice(0, 1))).toBe(USER_TYPE);
  });

  it('makes a mapping that keeps such attributes under the names of the rows', () => {
    const mapping = compileMapping(ROWS, withExtensions(USER_TYPE, ROWS));
    const resource = { userName: 'ann', [URN]: { tag: 'blue', level: 7, contractor: false } };
    const fields = mapping.toKeycloak(resource);
    expect(fields.attributes).toEqual({ extensionAttribute1: ['blue'], level: ['7'], contractor: ['false'] });
    expect(JSON.parse(JSON.stringify(mapping.toScim(fields)))).toEqual(resource);
    expect(mapping.sources(`${URN}:TAG`, 'blue')).toEqual([
      { by: 'attribute', name: 'extensionAttribute1', value: 'blue' },
    ]);
  });
});
