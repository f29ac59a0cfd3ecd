import { CORE, ENTERPRISE, patch, patched, resource, type QuirkCase } from './wireRequests.ts';

const OLD_ENTERPRISE = 'urn:scim:schemas:extension:enterprise:1.0';

/** Requests of SCIM 1.1. */
export const SCIM_11_CASES: readonly QuirkCase[] = [
  [
    'scim-1.1',
    'in a resource: the names of schemas, and the id of the manager',
    resource({
      schemas: ['urn:scim:schemas:core:1.0', OLD_ENTERPRISE],
      userName: 'a',
      [OLD_ENTERPRISE]: { manager: { managerId: '1' }, department: 'x' },
    }),
    resource({
      schemas: [CORE, ENTERPRISE],
      userName: 'a',
      [ENTERPRISE]: { manager: { value: '1' }, department: 'x' },
    }),
  ],
  [
    'scim-1.1',
    'in a PATCH: attributes to remove, elements to remove, the rest',
    patched({
      schemas: ['urn:scim:schemas:core:1.0'],
      id: '1',
      title: 'x',
      emails: [{ value: 'a@x', operation: 'Delete' }, { value: 'b@x' }],
      addresses: [{ type: 'work', country: 'DE', operation: 'delete' }],
      meta: { attributes: ['nickName', `${OLD_ENTERPRISE}.department`] },
    }),
    patch(
      { op: 'remove', path: 'nickName' },
      { op: 'remove', path: `${ENTERPRISE}:department` },
      { op: 'remove', path: 'emails[value eq "a@x"]' },
      { op: 'remove', path: 'addresses[type eq "work" and country eq "DE"]' },
      { op: 'add', value: { title: 'x', emails: [{ value: 'b@x' }] } },
    ),
  ],
  [
    'scim-1.1',
    'in a PATCH: members to remove',
    patched({
      schemas: ['urn:scim:schemas:core:1.0'],
      members: [{ value: '1', operation: 'delete' }, { value: '2' }],
    }),
    patch(
      { op: 'remove', path: 'members', value: [{ value: '1' }] },
      { op: 'add', value: { members: [{ value: '2' }] } },
    ),
  ],
];
