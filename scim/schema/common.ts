import { complex, dateTime, reference, string } from './define.ts';
import type { Attribute } from './types.ts';

/** Attributes of every resource, whatever its schemas (RFC 7643 §3, §3.1). */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  reference('schemas', 'URNs of the schemas that describe this resource.', ['uri'], {
    multiValued: true,
    required: true,
    caseExact: false,
    returned: 'always',
  }),
  string('id', 'The identifier that the service gave the resource.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  string('externalId', 'The identifier that the provisioning client gave the resource.', { caseExact: true }),
  complex(
    'meta',
    'What the service knows about the resource itself.',
    [
      string('resourceType', 'The name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      dateTime('created', 'When the resource was created.', { mutability: 'readOnly' }),
      dateTime('lastModified', 'When the resource was last changed.', { mutability: 'readOnly' }),
      reference('location', 'The URI of the resource.', ['uri'], { mutability: 'readOnly' }),
      string('version', 'The version of the resource, as in the ETag header.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
    { mutability: 'readOnly' },
  ),
];
