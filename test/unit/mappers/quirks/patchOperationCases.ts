import { GROUP_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { CORE, ENTERPRISE, PATCH, patch, patched, type QuirkCase } from './wireRequests.ts';

/** Operations of a PATCH, their names, their paths and their absence. */
export const PATCH_OPERATION_CASES: readonly QuirkCase[] = [
  [
    'operation-names',
    'capital letters and blanks',
    patch({ op: 'Replace', path: 'title', value: 'x' }, { OP: 'ADD ', path: 'title', value: 'x' }),
    patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'add', path: 'title', value: 'x' }),
  ],
  ['empty-operations', 'no operation', patch(), patch({ op: 'replace', value: {} })],
  [
    'empty-operations',
    'left out',
    patched({ schemas: [PATCH] }),
    patched({ schemas: [PATCH], Operations: [{ op: 'replace', value: {} }] }),
  ],
  [
    'empty-operations',
    'null',
    patched({ schemas: [PATCH], Operations: null }),
    patched({ schemas: [PATCH], Operations: [{ op: 'replace', value: {} }] }),
  ],
  [
    'empty-operations',
    'left out beside an attribute, which may be meant: it is refused',
    patched({ schemas: [PATCH], title: 'x' }),
    patched({ schemas: [PATCH], title: 'x' }),
  ],
  [
    'resource-in-patch',
    'a part of a user',
    patched({ schemas: [CORE], id: '1', title: 'x', meta: {} }),
    patch({ op: 'replace', value: { id: '1', title: 'x' } }),
  ],
  [
    'resource-in-patch',
    'a part of a user without schemas',
    patched({ active: false, id: '1' }),
    patch({ op: 'replace', value: { active: false, id: '1' } }),
  ],
  [
    'resource-in-patch',
    'a body that has no attribute of the resource stays, to be refused',
    patched({ op: 'replace', path: 'active', value: false }),
    patched({ op: 'replace', path: 'active', value: false }),
  ],
  [
    'resource-in-patch',
    'a resource of another kind stays, to be refused',
    patched({ schemas: [GROUP_TYPE.schema.id], displayName: 'x' }),
    patched({ schemas: [GROUP_TYPE.schema.id], displayName: 'x' }),
  ],
  [
    'pathless-keys',
    'dotted, filtered and prefixed keys',
    patch({
      op: 'replace',
      value: {
        displayName: 'd',
        'name.givenName': 'g',
        'emails[type eq "work"].value': 'e',
        [`${ENTERPRISE}:employeeNumber`]: '7',
        [ENTERPRISE]: { department: 'x' },
        'urn:acme:2.0:User': { tag: 't' },
      },
    }),
    patch(
      {
        op: 'replace',
        value: { displayName: 'd', [ENTERPRISE]: { department: 'x' }, 'urn:acme:2.0:User': { tag: 't' } },
      },
      { op: 'replace', path: 'name.givenName', value: 'g' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'e' },
      { op: 'replace', path: `${ENTERPRISE}:employeeNumber`, value: '7' },
    ),
  ],
  [
    'value-of-single',
    'a value that is replaced: the old one is removed after the new one was added',
    patch(
      { op: 'add', path: 'title', value: 'Boss' },
      { op: 'remove', path: 'title[value eq "Buyer"]', value: 'Buyer' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'remove', path: `${ENTERPRISE}:department[value eq "R[D]"]` },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
      { op: 'remove', path: 'name.givenName[value eq "Anna"]' },
    ),
    patch(
      { op: 'add', path: 'title', value: 'Boss' },
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
    ),
  ],
  [
    'value-of-single',
    'a value that is removed',
    patch(
      { op: 'remove', path: `${CORE}:title[value eq "Buyer"]`, value: 'Buyer' },
      { op: 'remove', path: 'name.givenName[ VALUE EQ "Ann" ]' },
      { op: 'remove', path: `${ENTERPRISE}:manager[value eq "42"]` },
    ),
    patch(
      { op: 'remove', path: `${CORE}:title` },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: `${ENTERPRISE}:manager` },
    ),
  ],
  [
    'value-of-single',
    'no lists, no other filters, no other operations',
    patch(
      { op: 'remove', path: 'emails[value eq "a@b.c"]' },
      { op: 'remove', path: 'emails.value[value eq "a@b.c"]' },
      { op: 'remove', path: 'title[value ne "x"]' },
      { op: 'remove', path: 'title[value eq "x" or value eq "y"]' },
      { op: 'replace', path: 'title[value eq "x"]', value: 'y' },
      { op: 'remove', path: 'urn:acme:User:tag[value eq "x"]' },
    ),
    patch(
      { op: 'remove', path: 'emails[value eq "a@b.c"]' },
      { op: 'remove', path: 'emails.value[value eq "a@b.c"]' },
      { op: 'remove', path: 'title[value ne "x"]' },
      { op: 'remove', path: 'title[value eq "x" or value eq "y"]' },
      { op: 'replace', path: 'title[value eq "x"]', value: 'y' },
      { op: 'remove', path: 'urn:acme:User:tag[value eq "x"]' },
    ),
  ],
];
