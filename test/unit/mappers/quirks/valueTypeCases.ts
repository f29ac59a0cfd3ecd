import type { ResourceType } from '../../../../scim/schema/types.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { ENTERPRISE, list, patch, resource, type QuirkCase } from './wireRequests.ts';

const [TITLE] = USER_TYPE.schema.attributes.filter(({ name }) => name === 'title');
/** Users with an attribute that is a number. */
const NUMBERED_TYPE: ResourceType = {
  ...USER_TYPE,
  schema: {
    ...USER_TYPE.schema,
    attributes: [
      ...USER_TYPE.schema.attributes,
      ...(TITLE === undefined ? [] : [{ ...TITLE, name: 'floor', type: 'integer' as const }]),
    ],
  },
};

/** Values of another type: booleans and numbers as text, numbers for text, empty text. */
export const VALUE_TYPE_CASES: readonly QuirkCase[] = [
  [
    'text-booleans',
    'in values, not in text attributes',
    resource({ active: 'False', title: 'True', emails: [{ value: 'a', primary: 'true' }] }),
    resource({ active: false, title: 'True', emails: [{ value: 'a', primary: true }] }),
  ],
  [
    'text-booleans',
    'in paths and their values',
    patch(
      { op: 'add', path: 'roles[primary eq "True"].value', value: 'True' },
      { op: 'replace', path: 'active', value: 'TRUE' },
    ),
    patch(
      { op: 'add', path: 'roles[primary eq true].value', value: 'True' },
      { op: 'replace', path: 'active', value: true },
    ),
  ],
  [
    'text-booleans',
    'in filters, not in text attributes',
    list('active eq "True" and title eq "True" and emails[primary ne "False"]'),
    list('active eq true and title eq "True" and emails[primary ne false]'),
  ],
  [
    'numbers-for-text',
    'numbers and booleans in text attributes',
    resource({ title: 7, active: true, [ENTERPRISE]: { employeeNumber: 4711 } }),
    resource({ title: '7', active: true, [ENTERPRISE]: { employeeNumber: '4711' } }),
  ],
  [
    'empty-text',
    'empty optional attributes, not required ones',
    resource({ userName: '', title: '', name: { givenName: '' }, emails: [{ value: '', type: 'work' }] }),
    resource({
      userName: '',
      title: null,
      name: { givenName: null },
      emails: [{ value: null, type: 'work' }],
    }),
  ],
  [
    'empty-text',
    'not what a remove lists: it would empty the whole list',
    { ...patch({ op: 'remove', path: 'members', value: '' }), type: GROUP_TYPE },
    { ...patch({ op: 'remove', path: 'members', value: '' }), type: GROUP_TYPE },
  ],
  [
    'empty-text',
    'not what replaces the members of a group: it would put everybody out',
    { ...patch({ op: 'replace', path: 'members', value: '' }), type: GROUP_TYPE },
    { ...patch({ op: 'replace', path: 'members', value: '' }), type: GROUP_TYPE },
  ],
  [
    'empty-text',
    'the members that a new group begins with',
    { ...resource({ displayName: 'x', members: '' }), type: GROUP_TYPE },
    { ...resource({ displayName: 'x', members: null }), type: GROUP_TYPE },
  ],
  [
    'text-numbers',
    'in a search',
    { ...resource({ startIndex: '1', COUNT: ' 10 ', filter: '7', sortBy: 'x' }), message: 'search' },
    { ...resource({ startIndex: 1, COUNT: 10, filter: '7', sortBy: 'x' }), message: 'search' },
  ],
  [
    'text-numbers',
    'not what is no number',
    { ...resource({ startIndex: '1; 2', count: 'ten' }), message: 'search' },
    { ...resource({ startIndex: '1; 2', count: 'ten' }), message: 'search' },
  ],
  [
    'text-numbers',
    'in attributes that are numbers',
    { ...resource({ floor: '7', title: '7' }), type: NUMBERED_TYPE },
    { ...resource({ floor: 7, title: '7' }), type: NUMBERED_TYPE },
  ],
];
