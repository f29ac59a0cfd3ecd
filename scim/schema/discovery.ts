import { boolean, complex, integer, list, reference, string } from './define.ts';
import type { Attribute, Schema } from './types.ts';

/** Clients read discovery and never write it. */
const readOnly = { mutability: 'readOnly' } as const;
const required = { ...readOnly, required: true } as const;

const supported = boolean('supported', 'Whether the service does this.', required);

/** The schema of the ServiceProviderConfig (RFC 7643 §5). */
export const SERVICE_PROVIDER_CONFIG: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  name: 'ServiceProviderConfig',
  description: 'What the service can do.',
  attributes: [
    reference('documentationUri', 'Where people read about the service.', ['external'], readOnly),
    complex('patch', 'Changes by PATCH.', [supported], required),
    complex(
      'bulk',
      'Many operations in one request.',
      [
        supported,
        integer('maxOperations', 'Most operations in one request.', required),
        integer('maxPayloadSize', 'Most bytes in one request.', required),
      ],
      required,
    ),
    complex(
      'filter',
      'Filters.',
      [supported, integer('maxResults', 'Most resources in one answer.', required)],
      required,
    ),
    complex('changePassword', 'Changes of passwords.', [supported], required),
    complex('sort', 'Sorting.', [supported], required),
    complex('etag', 'Versions as ETags.', [supported], required),
    list(
      'authenticationSchemes',
      'How clients authenticate.',
      [
        string('type', 'The kind of scheme.', {
          ...required,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        string('name', 'The name of the scheme.', required),
        string('description', 'What the scheme is.', required),
        reference('specUri', 'The specification of the scheme.', ['external'], readOnly),
        reference('documentationUri', 'Where people read about the scheme.', ['external'], readOnly),
        boolean('primary', 'Whether this is the preferred scheme.', readOnly),
      ],
      required,
    ),
  ],
};

/** The schema of resource types (RFC 7643 §6). */
export const RESOURCE_TYPE: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  name: 'ResourceType',
  description: 'A kind of resource that the service has.',
  attributes: [
    string('id', 'The identifier of the resource type.', readOnly),
    string('name', 'The name of the resource type.', required),
    string('description', 'What such a resource is.', readOnly),
    reference('endpoint', 'Its endpoint, relative to the base URL.', ['uri'], required),
    reference('schema', 'The URN of its core schema.', ['uri'], { ...required, caseExact: true }),
    list(
      'schemaExtensions',
      'The extensions it may have.',
      [
        reference('schema', 'The URN of the extension.', ['uri'], { ...required, caseExact: true }),
        boolean('required', 'Whether every resource has the extension.', required),
      ],
      readOnly,
    ),
  ],
};

/** The attributes that describe an attribute (RFC 7643 §7). */
function describing(subAttributes: readonly Attribute[]): Attribute[] {
  return [
    string('name', 'The name of the attribute.', { ...required, caseExact: true }),
    string('type', 'The data type of the attribute.', {
      ...required,
      canonicalValues: [
        'string',
        'boolean',
        'decimal',
        'integer',
        'dateTime',
        'binary',
        'reference',
        'complex',
      ],
    }),
    ...subAttributes,
    boolean('multiValued', 'Whether it is a list.', required),
    string('description', 'What the attribute says.', { ...readOnly, caseExact: true }),
    boolean('required', 'Whether every resource has it.', readOnly),
    string('canonicalValues', 'Values that are suggested.', {
      ...readOnly,
      multiValued: true,
      caseExact: true,
    }),
    boolean('caseExact', 'Whether case counts when values are compared.', readOnly),
    string('mutability', 'When it can be changed.', {
      ...readOnly,
      caseExact: true,
      canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
    }),
    string('returned', 'When it is shown.', {
      ...readOnly,
      caseExact: true,
      canonicalValues: ['always', 'never', 'default', 'request'],
    }),
    string('uniqueness', 'Where a value is unique.', {
      ...readOnly,
      caseExact: true,
      canonicalValues: ['none', 'server', 'global'],
    }),
    string('referenceTypes', 'Kinds of resources that may be referred to.', {
      ...readOnly,
      multiValued: true,
      caseExact: true,
    }),
  ];
}

/** The schema of schemas (RFC 7643 §7). */
export const SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  name: 'Schema',
  description: 'The attributes of a kind of resource.',
  attributes: [
    string('id', 'The URN of the schema.', required),
    string('name', 'The name of the schema.', readOnly),
    string('description', 'What the schema describes.', readOnly),
    list(
      'attributes',
      'The attributes of the schema.',
      describing([list('subAttributes', 'The parts of a structured attribute.', describing([]), readOnly)]),
      required,
    ),
  ],
};
