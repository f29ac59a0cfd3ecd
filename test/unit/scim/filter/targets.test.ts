import { parseFilter } from '../../../../scim/filter/parse.ts';
import { resolveFilter, type ResolvedFilter, type Target } from '../../../../scim/filter/targets.ts';
import { attributePath, belongsTo } from '../../../../scim/schema/lookup.ts';
import { USER_TYPE } from '../userType.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

function targetsOf(filter: ResolvedFilter): Target[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(targetsOf);
    case 'not':
      return targetsOf(filter.filter);
    case 'element':
      return [filter.path, ...targetsOf(filter.filter)];
    case 'compare':
    case 'present':
      return [filter.path];
  }
}

const attributesOf = (text: string) =>
  targetsOf(resolveFilter(parseFilter(text), USER_TYPE)).map(({ resolved }) => resolved);

describe('resolveFilter', () => {
  it.each<[string, (string | undefined)[]]>([
    ['GROUPS eq "1"', ['groups']],
    [`${CORE.toUpperCase()}:Groups.VALUE eq "1"`, ['groups.value']],
    ['groups[value eq "1" and display pr]', ['groups', 'groups.value', 'groups.display']],
    ['not (id eq "1") or name.givenname pr', ['id', 'name.givenName']],
    ['urn:acme:2.0:User:groups eq "1"', [undefined]],
    ['urn:acme:2.0:User:id eq "1" and shoeSize eq 43', [undefined, undefined]],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr', [undefined]],
  ])('gives the paths of %s their attributes', (text, paths) => {
    expect(attributesOf(text).map((attribute) => attribute && attributePath(attribute))).toEqual(paths);
  });
});

describe('belongsTo', () => {
  it.each<[string, boolean]>([
    ['groups pr', true],
    ['groups.display pr', true],
    ['title pr', false],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr', false],
  ])('of the attribute in %s and "groups" is %s', (text, expected) => {
    const [attribute] = attributesOf(text);
    expect(attribute !== undefined && belongsTo(attribute, 'groups')).toBe(expected);
  });
});
