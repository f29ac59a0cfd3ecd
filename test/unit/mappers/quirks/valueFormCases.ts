import { GROUP_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { ENTERPRISE, patch, resource, type QuirkCase } from './wireRequests.ts';

/** Values in another form: bare, in a list, under a name, in text. */
export const VALUE_FORM_CASES: readonly QuirkCase[] = [
  [
    'bare-elements',
    'a list as its only element, elements as bare values',
    resource({ emails: 'a@b.c', phoneNumbers: { value: '1' }, roles: ['x', { value: 'y' }], ims: null }),
    resource({
      emails: [{ value: 'a@b.c' }],
      phoneNumbers: [{ value: '1' }],
      roles: [{ value: 'x' }, { value: 'y' }],
      ims: null,
    }),
  ],
  [
    'bare-elements',
    'no booleans, which are meant for a part such as primary',
    patch(
      { op: 'replace', path: 'phoneNumbers', value: 'true' },
      { op: 'add', path: 'emails', value: ['False'] },
    ),
    patch(
      { op: 'replace', path: 'phoneNumbers', value: ['true'] },
      { op: 'add', path: 'emails', value: ['False'] },
    ),
  ],
  [
    'bare-elements',
    'members of a group',
    { ...patch({ op: 'add', path: 'members', value: ['1', '2'] }), type: GROUP_TYPE },
    { ...patch({ op: 'add', path: 'members', value: [{ value: '1' }, { value: '2' }] }), type: GROUP_TYPE },
  ],
  [
    'bare-elements',
    'not a text in the place of all members, which may be no id',
    { ...patch({ op: 'replace', path: 'members', value: 'all' }), type: GROUP_TYPE },
    { ...patch({ op: 'replace', path: 'members', value: 'all' }), type: GROUP_TYPE },
  ],
  [
    'value-under-name',
    'members under "members" once more',
    {
      ...patch(
        { op: 'add', path: 'members', value: { members: [{ value: '1' }] } },
        { op: 'remove', path: 'members', value: { Members: [{ value: '1' }] } },
      ),
      type: GROUP_TYPE,
    },
    {
      ...patch(
        { op: 'add', path: 'members', value: [{ value: '1' }] },
        { op: 'remove', path: 'members', value: [{ value: '1' }] },
      ),
      type: GROUP_TYPE,
    },
  ],
  [
    'value-under-name',
    'nothing else',
    patch(
      { op: 'add', path: 'emails', value: { value: 'a@b.c' } },
      { op: 'add', path: 'emails', value: { emails: [], type: 'work' } },
      { op: 'remove', path: 'emails', value: { emails: null } },
      { op: 'remove', path: 'emails', value: { emails: '' } },
      { op: 'remove', path: 'emails', value: {} },
      { op: 'add', value: { emails: [{ value: 'a@b.c' }] } },
      { op: 'add', path: 'emails[type eq "work"].value', value: { value: 'a@b.c' } },
    ),
    patch(
      { op: 'add', path: 'emails', value: { value: 'a@b.c' } },
      { op: 'add', path: 'emails', value: { emails: [], type: 'work' } },
      { op: 'remove', path: 'emails', value: { emails: null } },
      { op: 'remove', path: 'emails', value: { emails: '' } },
      { op: 'remove', path: 'emails', value: {} },
      { op: 'add', value: { emails: [{ value: 'a@b.c' }] } },
      { op: 'add', path: 'emails[type eq "work"].value', value: { value: 'a@b.c' } },
    ),
  ],
  [
    'manager-forms',
    'bare, listed, empty',
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: '42' },
      { op: 'add', path: `${ENTERPRISE}:manager`, value: [{ $ref: 'x', value: '42' }] },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '' } },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: '' },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: [] },
    ),
    patch(
      { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: '42' } },
      { op: 'add', path: `${ENTERPRISE}:manager`, value: { $ref: 'x', value: '42' } },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
    ),
  ],
  [
    'roles-in-text',
    'an app role as JSON text',
    patch({
      op: 'add',
      path: 'roles',
      value: [{ value: '{"id":"1","value":"25","displayName":"Auditor"}' }],
    }),
    patch({ op: 'add', path: 'roles', value: [{ value: '25', display: 'Auditor' }] }),
  ],
  [
    'roles-in-text',
    'text that only looks like it',
    patch({ op: 'add', path: 'roles', value: [{ value: '{not json' }, { value: '{"a":1}' }] }),
    patch({ op: 'add', path: 'roles', value: [{ value: '{not json' }, { value: '{"a":1}' }] }),
  ],
  [
    'list-of-one',
    'without a path, for an element, for a value, for an object',
    patch(
      { op: 'replace', value: [{ title: 'Chief' }] },
      { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'a@x' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x'] },
      { op: 'replace', path: 'active', value: [false] },
      { op: 'add', path: 'name', value: [{ givenName: 'Ann' }] },
      { op: 'add', value: { title: ['Chief'], emails: [{ value: ['a@x'] }] } },
    ),
    patch(
      { op: 'replace', value: { title: 'Chief' } },
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'a@x' } },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x' },
      { op: 'replace', path: 'active', value: false },
      { op: 'add', path: 'name', value: { givenName: 'Ann' } },
      { op: 'add', value: { title: 'Chief', emails: [{ value: 'a@x' }] } },
    ),
  ],
  [
    'list-of-one',
    'not lists of none, of several or of null, and not what is a list',
    patch(
      { op: 'replace', value: [{ title: 'Chief' }, { title: 'Clerk' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x', 'b@x'] },
      { op: 'replace', path: 'active', value: [null] },
      { op: 'replace', path: 'title', value: [] },
      { op: 'add', path: 'emails', value: [{ value: 'a@x' }] },
    ),
    patch(
      { op: 'replace', value: [{ title: 'Chief' }, { title: 'Clerk' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: ['a@x', 'b@x'] },
      { op: 'replace', path: 'active', value: [null] },
      { op: 'replace', path: 'title', value: [] },
      { op: 'add', path: 'emails', value: [{ value: 'a@x' }] },
    ),
  ],
];
