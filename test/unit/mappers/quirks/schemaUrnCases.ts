import { CORE, ENTERPRISE, PATCH, list, patch, resource, type QuirkCase } from './wireRequests.ts';

/** URNs of schemas that are missing, misspelt or out of place. */
export const SCHEMA_URN_CASES: readonly QuirkCase[] = [
  ['missing-schemas', 'of a user', resource({ userName: 'a' }), resource({ userName: 'a', schemas: [CORE] })],
  [
    'missing-schemas',
    'null or empty',
    resource({ schemas: null, userName: 'a' }),
    resource({ schemas: [CORE], userName: 'a' }),
  ],
  [
    'missing-schemas',
    'of a PATCH',
    { ...patch(), body: { Operations: [] } },
    { ...patch(), body: { Operations: [], schemas: [PATCH] } },
  ],
  [
    'enterprise-urn-spelling',
    'in a resource',
    resource({
      schemas: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': { department: 'x' },
    }),
    resource({ schemas: [ENTERPRISE], [ENTERPRISE]: { department: 'x' } }),
  ],
  [
    'enterprise-urn-spelling',
    'in a path',
    patch({
      op: 'add',
      path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department',
      value: 'x',
    }),
    patch({ op: 'add', path: `${ENTERPRISE}:department`, value: 'x' }),
  ],
  [
    'unprefixed-extension',
    'in a path',
    patch({ op: 'add', path: 'manager', value: '42' }, { op: 'remove', path: 'manager.value' }),
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: '42' },
      { op: 'remove', path: `${ENTERPRISE}:manager.value` },
    ),
  ],
  [
    'unprefixed-extension',
    'at the top of a resource, where the extension says otherwise already',
    resource({ department: 'a', costCenter: 'c', [ENTERPRISE]: { department: 'b' } }),
    resource({ [ENTERPRISE]: { department: 'b', costCenter: 'c' } }),
  ],
  [
    'unprefixed-extension',
    'in the value of an operation without a path',
    patch({ op: 'replace', value: { department: 'a', title: 't' } }),
    patch({ op: 'replace', value: { title: 't', [ENTERPRISE]: { department: 'a' } } }),
  ],
  [
    'unprefixed-extension',
    'in a filter',
    list('id eq "manager" and manager eq "department eq" or emails[department eq "x"]'),
    list(`id eq "manager" and ${ENTERPRISE}:manager eq "department eq" or emails[department eq "x"]`),
  ],
  [
    'colon-after-urn',
    'of a known and an unknown extension',
    patch(
      { op: 'add', path: `${ENTERPRISE}:`, value: { department: 'x' } },
      { op: 'remove', path: 'urn:acme:2.0:User:' },
      { op: 'remove', path: 'title:' },
    ),
    patch(
      { op: 'add', path: ENTERPRISE, value: { department: 'x' } },
      { op: 'remove', path: 'urn:acme:2.0:User' },
      { op: 'remove', path: 'title:' },
    ),
  ],
  [
    'colon-after-urn',
    'in a filter, not in a text',
    list(`${ENTERPRISE}: pr and title eq "${ENTERPRISE}:"`),
    list(`${ENTERPRISE} pr and title eq "${ENTERPRISE}:"`),
  ],
  [
    'core-under-urn',
    'beside attributes at the top, which count',
    resource({ schemas: [CORE], userName: 'ann', [CORE]: { username: 'other', active: false }, title: 'x' }),
    resource({ schemas: [CORE], userName: 'ann', title: 'x', active: false }),
  ],
  [
    'core-under-urn',
    'not the URN of another kind, and not what is no object',
    resource({ [CORE]: 'x', 'urn:ietf:params:scim:schemas:core:2.0:Group': { displayName: 'x' } }),
    resource({ [CORE]: 'x', 'urn:ietf:params:scim:schemas:core:2.0:Group': { displayName: 'x' } }),
  ],
];
