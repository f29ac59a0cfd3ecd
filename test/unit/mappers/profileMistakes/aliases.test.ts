import type { RowChange } from '../../../../mappers/document/types.ts';
import { at, brief, group, inDocument, ofGroups, ofUsers, user } from './mistakes.ts';

describe('aliases', () => {
  it.each([
    ...['a b', '1a', '', 'a.b', 'urn:x:y', '$ref', '__proto__', 'constructor'],
    ...[
      'title',
      'TITLE',
      'nickName',
      'password',
      'groups',
      'id',
      'externalID',
      'meta',
      'schemas',
      'department',
    ],
  ])('cannot be %j', (name) => {
    expect(ofUsers({ scim: 'title', aliases: ['job', name] })).toEqual(user('wrongAlias /aliases'));
  });

  it('cannot be an attribute of groups for groups', () => {
    expect(ofGroups({ scim: 'displayName', aliases: ['title', 'Members'] })).toEqual(
      group('wrongAlias /aliases'),
    );
  });

  it('cannot be listed twice, in any case', () => {
    expect(ofUsers({ scim: 'title', aliases: ['job', { name: 'JOB' }] })).toEqual(
      user('wrongAlias /aliases'),
    );
  });

  it.each<[string, RowChange]>([
    ['not, for text', { scim: 'title', aliases: [{ name: 'job', transform: 'not' }] }],
    ['split', { scim: 'title', aliases: [{ name: 'job', transform: { split: ',' } }] }],
  ])('cannot have the transform %s', (_what, row) => {
    expect(ofUsers(row)).toEqual(user('wrongAlias /aliases'));
  });

  it.each<[string, RowChange[], string[], string]>([
    [
      'two rows of a document',
      [
        { scim: 'title', aliases: ['job'] },
        { scim: 'userType', aliases: ['Job'] },
      ],
      at('wrongAlias /user/1/aliases'),
      'generic',
    ],
    [
      'a row and a later one of the preset',
      [{ scim: 'userName', aliases: ['email'] }],
      user('wrongAlias /aliases'),
      'generic',
    ],
    [
      'a row and an earlier one of the preset',
      [{ scim: 'title', aliases: ['surname'] }],
      user('wrongAlias /aliases'),
      'azure',
    ],
  ])('cannot be those of %s', (_what, rows, mistakes, preset) => {
    expect(inDocument({ user: rows }, preset).map(brief)).toEqual(mistakes);
  });

  it('replace those that are inherited', () => {
    const rows = [
      { scim: 'name.familyName', aliases: ['sn'] },
      { scim: 'title', aliases: ['surname'] },
    ];
    expect(inDocument({ user: rows }, 'azure')).toEqual([]);
  });
});
