import { COMMON_ATTRIBUTES } from '../../../../scim/schema/common.ts';
import { binary, complex, reference, string } from '../../../../scim/schema/define.ts';
import { renderResourceType, renderSchema } from '../../../../scim/schema/render.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { Attribute, Schema } from '../../../../scim/schema/types.ts';

const BASE = 'https://x.example/realms/acme/scim/v2';
const SCHEMAS = [USER_TYPE, GROUP_TYPE].flatMap(({ schema, extensions }) => [
  schema,
  ...extensions.map((extension) => extension.schema),
]);

const all = (attributes: readonly Attribute[]): Attribute[] =>
  attributes.flatMap((attribute) => [attribute, ...all(attribute.subAttributes ?? [])]);

describe('renderSchema (RFC 7643 §7)', () => {
  it('shows every characteristic as it is', () => {
    const schema: Schema = {
      id: 'urn:test',
      name: 'Test',
      description: 'A test.',
      attributes: [
        complex('c', 'C.', [binary('b', 'B.', { mutability: 'immutable' })], {
          multiValued: true,
          required: true,
        }),
      ],
    };
    const extra = [
      string('s', 'S.', {
        returned: 'never',
        mutability: 'writeOnly',
        canonicalValues: ['x'],
        uniqueness: 'global',
      }),
      reference('r', 'R.', ['User', 'external'], { returned: 'request' }),
    ];
    expect(renderSchema(schema, extra, BASE)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
      id: 'urn:test',
      name: 'Test',
      description: 'A test.',
      attributes: [
        {
          name: 's',
          type: 'string',
          multiValued: false,
          description: 'S.',
          required: false,
          caseExact: false,
          mutability: 'writeOnly',
          returned: 'never',
          uniqueness: 'global',
          canonicalValues: ['x'],
        },
        {
          name: 'r',
          type: 'reference',
          multiValued: false,
          description: 'R.',
          required: false,
          caseExact: true,
          mutability: 'readWrite',
          returned: 'request',
          uniqueness: 'none',
          referenceTypes: ['User', 'external'],
        },
        {
          name: 'c',
          type: 'complex',
          multiValued: true,
          description: 'C.',
          required: true,
          mutability: 'readWrite',
          returned: 'default',
          subAttributes: [
            {
              name: 'b',
              type: 'binary',
              multiValued: false,
              description: 'B.',
              required: false,
              caseExact: true,
              mutability: 'immutable',
              returned: 'default',
              uniqueness: 'none',
            },
          ],
        },
      ],
      meta: { resourceType: 'Schema', location: `${BASE}/Schemas/urn:test` },
    });
  });

  it.each(SCHEMAS.map((schema) => [schema.name, schema] as const))('shows all of %s', (_name, schema) => {
    const rendered = JSON.stringify(renderSchema(schema, [], BASE));
    for (const { name, description } of all(schema.attributes)) {
      expect(rendered).toContain(`"name":${JSON.stringify(name)}`);
      expect(rendered).toContain(JSON.stringify(description));
    }
  });
});

describe('the schemas', () => {
  const attributes = [...COMMON_ATTRIBUTES, ...SCHEMAS.flatMap((schema) => schema.attributes)];

  it.each(all(attributes).map((attribute) => [attribute.name, attribute] as const))(
    '%s makes sense',
    (_, attribute) => {
      const { type, name, description, subAttributes, referenceTypes, mutability, returned } = attribute;
      expect(name).toMatch(/^[a-z$][A-Za-z0-9]*$/);
      expect(description).toMatch(/\.$/);
      expect((subAttributes ?? []).length > 0).toBe(type === 'complex');
      expect((referenceTypes ?? []).length > 0).toBe(type === 'reference');
      expect(mutability === 'writeOnly').toBe(returned === 'never');
    },
  );

  it.each(SCHEMAS.map((schema) => [schema.id, schema] as const))('%s has each name once', (_, schema) => {
    const names = schema.attributes.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('renderResourceType (RFC 7643 §6)', () => {
  it('shows the user type with its extension', () => {
    expect(renderResourceType(USER_TYPE, BASE)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: 'User',
      name: 'User',
      description: 'A person of the realm.',
      endpoint: '/Users',
      schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
      schemaExtensions: [
        { schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', required: false },
      ],
      meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
    });
    expect(renderResourceType(GROUP_TYPE, BASE)).toMatchObject({ endpoint: '/Groups', schemaExtensions: [] });
  });
});
