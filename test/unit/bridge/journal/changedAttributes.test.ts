import { changedAttributes } from '../../../../bridge/journal/changedAttributes.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import type { Json, JsonObject } from '../../../../scim/json.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const changed = (before: object, after: object) =>
  changedAttributes(before as JsonObject, after as JsonObject).attributes ?? [];

describe('the attributes that differ after a change', () => {
  it('are those of the resource, of complex attributes and of extensions, by their paths', () => {
    const before = {
      userName: 'ann',
      active: true,
      name: { givenName: 'Ann', familyName: 'Lee' },
      [ENTERPRISE]: { department: 'Sales', manager: { value: '1', $ref: 'https://x/Users/1' } },
    };
    const after = {
      userName: 'ann',
      active: false,
      name: { givenName: 'Anna', familyName: 'Lee' },
      title: 'Head',
      [ENTERPRISE]: { manager: { value: '2', $ref: 'https://x/Users/2' } },
    };
    expect(changed(before, after)).toEqual([
      { path: 'active', from: 'true', to: 'false' },
      { path: 'name.givenName', from: 'Ann', to: 'Anna' },
      { path: `${ENTERPRISE}:department`, from: 'Sales' },
      { path: `${ENTERPRISE}:manager.value`, from: '1', to: '2' },
      { path: 'title', to: 'Head' },
    ]);
  });

  it('are told of elements by their type, and of a list as a whole where it does not tell them apart', () => {
    const mail = (value: string, type?: string) => ({ value, ...(type === undefined ? {} : { type }) });
    expect(
      changed(
        { emails: [mail('a@x.test', 'work'), mail('h@x.test', 'home')], photos: [mail('p')] },
        { emails: [mail('h@x.test', 'home'), mail('b@x.test', 'work')], photos: [mail('q')] },
      ),
    ).toEqual([
      { path: 'emails[type eq "work"].value', from: 'a@x.test', to: 'b@x.test' },
      { path: 'photos.value', from: 'p', to: 'q' },
    ]);
    expect(
      changed({ emails: [mail('a'), mail('b')] }, { emails: [mail('b'), mail('c'), mail('d')] }),
    ).toEqual([{ path: 'emails', from: 'a, b', to: 'b, c, d' }]);
    expect(changed({ tags: ['a', 'b'] }, { tags: ['b', 'a'] })).toEqual([]);
    expect(changed({ tags: ['a'] }, {})).toEqual([{ path: 'tags', from: 'a' }]);
  });

  it('are neither what the service adds nor the members of a group', () => {
    const version = (text: string): object => ({
      ...{ schemas: [text], id: text, meta: { version: text }, members: [{ value: text }] },
      displayName: 'Staff',
    });
    expect(changed(version('1'), version('2'))).toEqual([]);
  });

  it('are without secrets, also where the type of an element names one', () => {
    expect(changed({ 'urn:x:y': { apiToken: 'old' } }, { 'urn:x:y': { apiToken: 'new' } })).toEqual([]);
    const key = (value: string): Json => [{ type: 'token', value }];
    expect(changed({ keys: key('old') }, { keys: key('new') })).toEqual([]);
    expect(JSON.stringify(changed({}, { keys: key('new') }))).not.toContain('new');
  });

  it('are bounded in number and length', () => {
    const many = (value: string, count: number): JsonObject =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, value]));
    const { max } = LIMITS.changedAttributes;
    expect(changedAttributes(many('x', max + 7), many('y', max + 7))).toMatchObject({ moreAttributes: 7 });
    expect(changed(many('x', max + 7), many('y', max + 7))).toHaveLength(max);
    expect(changed({ title: 'x'.repeat(5_000) }, {})[0]?.from).toHaveLength(LIMITS.changedValue.max + 1);
  });

  it('are counted in a list of thousands as well', () => {
    const emails = (text: string): JsonObject => ({
      emails: Array.from({ length: 2_000 }, (_, i) => ({ value: `${text}${i}`, type: `t${i}` })),
    });
    const result = changedAttributes(emails('a'), emails('b'));
    expect(result.moreAttributes).toBe(2_000 - LIMITS.changedAttributes.max);
  });
});
