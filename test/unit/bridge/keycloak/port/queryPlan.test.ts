import { planQueries } from '../../../../../bridge/keycloak/port/queryPlan.ts';
import { parseFilter } from '../../../../../scim/filter/parse.ts';
import { resolveFilter } from '../../../../../scim/filter/targets.ts';
import { LOOKUP_ATTRIBUTE, lookupKey } from '../../../../../mappers/compile/lookupKey.ts';
import { tenantWith } from '../../resources/tenant.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const { userType, userMapping } = tenantWith();

const planned = (filter: string, indexed = true) =>
  planQueries(resolveFilter(parseFilter(filter), userType), {
    sources: (resolved, value) =>
      userMapping.sources(resolved, value)?.flatMap((source) => (source.by === 'name' ? [] : [source])),
    lookupAttribute: LOOKUP_ATTRIBUTE,
    indexed: () => indexed,
  });

const by = (name: string, value: string | boolean) => ({ by: name, value });
const attribute = (name: string, value: string) => ({ by: 'attribute', name, value });
const key = (path: string, value: string, caseExact: boolean) =>
  attribute(LOOKUP_ATTRIBUTE, lookupKey(path, value, caseExact));
const id = (value: string) => ({ by: 'id', id: value });
const EMAIL = [by('email', 'a@x'), key('emails.value', 'a@x', false)];

type Case = [filter: string, queries: unknown];

describe('planQueries', () => {
  it.each<Case>([
    ['id eq "1"', [id('1')]],
    ['ID eq "1"', [id('1')]],
    ['userName eq "Ann"', [by('username', 'ann')]],
    ['USERNAME EQ "Ann"', [by('username', 'ann')]],
    [`${CORE}:userName eq "Ann"`, [by('username', 'ann')]],
    ['emails eq "A@x"', EMAIL],
    ['emails.value eq "A@x"', EMAIL],
    ['emails[value eq "A@x"]', EMAIL],
    ['emails[type eq "work" and value eq "A@x"]', EMAIL],
    ['emails[type eq "work"].value eq "A@x"', EMAIL],
    ['externalId eq "E1"', [key('externalId', 'E1', true)]],
    ['name.familyName eq "Lee"', [by('lastName', 'Lee')]],
    ['name[familyName eq "Lee"]', [by('lastName', 'Lee')]],
    ['name.givenName eq "Smith (External)"', [by('firstName', 'Smith External')]],
    ['title eq "Chief"', [attribute('title', 'Chief')]],
    [`${ENTERPRISE}:department eq "IT"`, [attribute('department', 'IT')]],
    [`${ENTERPRISE}:manager eq "42"`, [attribute('manager', '42')]],
    [`${ENTERPRISE}:manager[value eq "42"]`, [attribute('manager', '42')]],
    [`${CORE.toUpperCase()}:ID eq "1"`, [id('1')]],
    ['active eq true', [by('enabled', true)]],
    ['active eq false', [by('enabled', false)]],
  ])('finds %s by queries', (filter, queries) => {
    expect(planned(filter)).toEqual(queries);
  });

  it.each([
    'userName ne "ann"',
    'userName sw "ann"',
    'userName co "ann"',
    'userName gt "ann"',
    'userName pr',
    'not (userName eq "ann")',
    'userName eq ""',
    'userName eq null',
    'title eq null',
    'active eq null',
    'id eq null',
    'id pr',
    'emails pr',
    'emails.type eq "work"',
    'emails[type eq "work"]',
    'emails[value co "a@x"]',
    'phoneNumbers.value eq "+1"',
    'name.givenName eq "()"',
    'title eq " "',
    'title eq ""',
    'title eq "a\\\\b"',
    'title eq "a\\u0001b"',
    'userName eq "a\\u0001b"',
    'meta.created eq "2026-01-01T00:00:00Z"',
    'shoeSize eq 43',
    'urn:acme:2.0:User:tag eq "x"',
    'urn:acme:2.0:User:id eq "1"',
    `${ENTERPRISE}:manager.displayName eq "Max"`,
  ])('needs all users for %s', (filter) => {
    expect(planned(filter)).toBeUndefined();
  });

  it.each<Case>([
    // the part with the fewest expected matches
    ['active eq true and userName eq "ann"', [by('username', 'ann')]],
    ['userName eq "ann" and id eq "1"', [id('1')]],
    ['name.familyName eq "Lee" and title eq "x" and name.givenName eq "Ann"', [attribute('title', 'x')]],
    ['name.givenName eq "Ann" and name.familyName eq "Lee"', [by('lastName', 'Lee')]],
    ['title eq "x" and emails.value eq "A@x"', [attribute('title', 'x')]],
    ['emails.value eq "A@x" and userName co "x"', EMAIL],
    ['title pr and not (id eq "1") and active eq true', [by('enabled', true)]],
    // an "or" is as costly as its costliest part
    ['(id eq "1" or active eq true) and title eq "x"', [attribute('title', 'x')]],
    ['(id eq "1" or userName eq "ann") and title eq "x"', [id('1'), by('username', 'ann')]],
  ])('searches for one part of %s only', (filter, queries) => {
    expect(planned(filter)).toEqual(queries);
  });

  it.each<Case>([
    ['id eq "1" or userName eq "ann"', [id('1'), by('username', 'ann')]],
    [
      'title eq "a" or title eq "b" or title eq "c"',
      ['a', 'b', 'c'].map((value) => attribute('title', value)),
    ],
    ['userName eq "ann" or emails.value eq "A@x"', [by('username', 'ann'), ...EMAIL]],
    ['emails[value eq "A@x" or type eq "work"]', undefined],
    ['userName eq "ann" or userName co "x"', undefined],
    ['userName eq "ann" or title eq ""', undefined],
  ])('searches for every part of %s', (filter, queries) => {
    expect(planned(filter)).toEqual(queries);
  });

  it.each<Case>([
    ['externalId eq "E1"', [attribute('externalId', 'E1')]],
    ['externalId eq "a\\\\b"', undefined],
    ['emails.value eq "A@x"', undefined],
    ['emails.value eq "A@x" and userName eq "ann"', [by('username', 'ann')]],
    ['userName eq "ann"', [by('username', 'ann')]],
  ])('does not use the lookup keys of a path that is not indexed: %s', (filter, queries) => {
    expect(planned(filter, false)).toEqual(queries);
  });

  it('finds values by lookup key that Keycloak cannot be searched for', () => {
    expect(planned('externalId eq "a\\\\b"')).toEqual([key('externalId', 'a\\b', true)]);
    expect(planned('externalId eq ""')).toEqual([key('externalId', '', true)]);
  });
});
