import { list, reference, string } from './define.ts';
import type { Schema } from './types.ts';

/** The core Group schema (RFC 7643 §4.2). */
export const GROUP: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of the realm.',
  attributes: [
    string('displayName', 'The name of the group; unique, whatever its case.', {
      required: true,
      uniqueness: 'server',
    }),
    list('members', 'The people in the group.', [
      string('value', 'The id of the member.', { caseExact: true, mutability: 'immutable' }),
      reference('$ref', 'The URI of the member; follows from value.', ['User'], { mutability: 'immutable' }),
      string('type', 'The resource type of the member; follows from value.', {
        mutability: 'immutable',
        canonicalValues: ['User'],
      }),
      string('display', 'The name of the member; shown when asked for by name.', {
        mutability: 'readOnly',
        returned: 'request',
      }),
    ]),
  ],
};
