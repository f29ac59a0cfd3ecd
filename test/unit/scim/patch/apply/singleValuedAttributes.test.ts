import { patched } from '../patching.ts';
import { CORE, expectCase, NOTHING, type Case } from './patchedUser.ts';

describe('simple attributes', () => {
  it.each<Case>([
    ['add', 'nickName', 'Annie', { nickName: 'Annie' }],
    ['add', 'title', 'Chief', { title: 'Chief' }],
    ['replace', 'title', 'Chief', { title: 'Chief' }],
    ['replace', 'TITLE', 'Chief', { title: 'Chief' }],
    ['replace', `${CORE.toUpperCase()}:title`, 'Chief', { title: 'Chief' }],
    ['replace', 'nickName', 'Annie', { nickName: 'Annie' }],
    ['replace', 'title', '', { title: '' }],
    ['replace', 'title', null, { title: undefined }],
    ['add', 'title', null, { title: undefined }],
    ['remove', 'title', undefined, { title: undefined }],
    ['remove', 'title', null, { title: undefined }],
    ['remove', 'title', 'something else', { title: undefined }],
    ['remove', 'nickName', undefined, NOTHING],
    ['replace', 'active', false, { active: false }],
    ['replace', 'password', 's3cret', { password: 's3cret' }],
    ['remove', 'password', undefined, NOTHING],
    ['replace', 'externalId', 'E1', { externalId: 'E1' }],
    ['replace', 'schemas', ['urn:other'], NOTHING],
    ['remove', 'schemas', undefined, NOTHING],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });
});

describe('complex attributes', () => {
  const name = { givenName: 'Ann', familyName: 'Lee' };
  it.each<Case>([
    ['add', 'name', { middleName: 'B' }, { name: { ...name, middleName: 'B' } }],
    ['add', 'name', { GIVENNAME: 'Bea' }, { name: { ...name, givenName: 'Bea' } }],
    ['replace', 'name', { givenName: 'Bea' }, { name: { ...name, givenName: 'Bea' } }],
    [
      'replace',
      'name',
      { givenName: null, middleName: 'B' },
      { name: { familyName: 'Lee', middleName: 'B' } },
    ],
    ['replace', 'name', { givenName: null, familyName: null }, { name: undefined }],
    ['replace', 'name', {}, NOTHING],
    ['replace', 'name', null, { name: undefined }],
    ['remove', 'name', undefined, { name: undefined }],
    ['add', 'name.middleName', 'B', { name: { ...name, middleName: 'B' } }],
    ['replace', 'name.givenName', 'Bea', { name: { ...name, givenName: 'Bea' } }],
    ['replace', 'Name.givenname', null, { name: { familyName: 'Lee' } }],
    ['remove', 'name.givenName', undefined, { name: { familyName: 'Lee' } }],
    ['remove', 'name.middleName', undefined, NOTHING],
    ['replace', `${CORE}:name.givenName`, 'Bea', { name: { ...name, givenName: 'Bea' } }],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });

  it('are created if missing, and removed if they become empty', () => {
    expect(patched({}, [{ op: 'replace', path: 'name.givenName', value: 'Ann' }])).toEqual({
      name: { givenName: 'Ann' },
    });
    expect(patched({ name: { givenName: 'Ann' } }, [{ op: 'remove', path: 'name.givenName' }])).toEqual({});
  });
});
