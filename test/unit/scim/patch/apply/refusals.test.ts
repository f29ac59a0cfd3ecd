import { checkRequired } from '../../../../../scim/resource.ts';
import { readingFor, STRICT } from '../../reading.ts';
import { refusalOf } from '../../refusal.ts';
import { USER_TYPE } from '../../userType.ts';
import { patched, type SentOperation } from '../patching.ts';
import { ANN, CORE, ENTERPRISE } from './patchedUser.ts';

const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const MESSAGES_URN = 'urn:ietf:params:scim:api:messages:2.0';

describe('refusals', () => {
  it.each<[SentOperation, string]>([
    [
      { op: 'replace', path: 'id', value: 'x' },
      'mutability: "id" is set by the service and cannot be changed.',
    ],
    [{ op: 'remove', path: 'id' }, 'mutability: "id" is set by the service and cannot be changed.'],
    [
      { op: 'add', path: 'groups', value: [{ value: 'g' }] },
      'mutability: "groups" is set by the service and cannot be changed.',
    ],
    [
      { op: 'remove', path: 'groups[value eq "g"]' },
      'mutability: "groups" is set by the service and cannot be changed.',
    ],
    [
      { op: 'replace', path: 'meta.created', value: 'x' },
      'mutability: "meta.created" is set by the service and cannot be changed.',
    ],
    [
      { op: 'replace', path: `${ENTERPRISE}:manager.displayName`, value: 'x' },
      `mutability: "${ENTERPRISE}:manager.displayName" is set by the service and cannot be changed.`,
    ],
    [{ op: 'replace', path: 'title', value: 1 }, 'invalidValue: "title" takes a string, not 1.'],
    [
      { op: 'replace', path: 'active', value: 'true' },
      'invalidValue: "active" takes true or false, not "true".',
    ],
    [{ op: 'replace', path: 'name', value: 'Ann' }, 'invalidValue: "name" takes an object, not "Ann".'],
    [
      { op: 'replace', path: 'name.givenName', value: {} },
      'invalidValue: "name.givenName" takes a string, not an object.',
    ],
    [{ op: 'add', path: 'emails', value: ['a@x'] }, 'invalidValue: "emails[0]" takes an object, not "a@x".'],
    [
      { op: 'add', path: 'emails[type eq "work"]', value: 'a@x' },
      'invalidValue: "emails" takes an object, not "a@x".',
    ],
    [
      { op: 'add', path: 'emails[type eq "work"].value', value: 1 },
      'invalidValue: "emails.value" takes a string, not 1.',
    ],
    [
      { op: 'add', path: 'title', value: 'a\u0000' },
      'invalidValue: "title" holds a NUL character (U+0000); leave it out.',
    ],
    [
      { op: 'add', path: ENTERPRISE, value: 'x' },
      `invalidValue: "${ENTERPRISE}" takes an object with the attributes of that extension, not a string.`,
    ],
    [
      { op: 'replace', path: 'name', value: { givenName: 'a', GivenName: 'b' } },
      'invalidSyntax: "name.givenName" is given twice, in different spellings of its name.',
    ],
    [
      { op: 'remove', path: 'title[value eq "x"]' },
      'invalidPath: "title" is not a list; a path to it takes no filter.',
    ],
    [
      { op: 'remove', path: 'name[givenName eq "x"]' },
      'invalidPath: "name" is not a list; a path to it takes no filter.',
    ],
    [
      { op: 'remove', path: `${ENTERPRISE}:manager[value eq "x"].value` },
      `invalidPath: "${ENTERPRISE}:manager" is not a list; a path to it takes no filter.`,
    ],
    [
      { op: 'remove', path: `${ENTERPRISE}[value eq "x"]` },
      `invalidPath: "${ENTERPRISE}" is an extension, not a list; a path to it takes no filter.`,
    ],
    [
      { op: 'remove', path: 'emails.value[type eq "work"]' },
      'invalidPath: A filter follows "emails" itself, not one of its sub-attributes.',
    ],
    [
      { op: 'replace', path: 'emails[primary eq "yes"].value', value: 'x' },
      'invalidFilter: The attribute "emails.primary" is of type boolean and cannot be compared with "yes".',
    ],
    [{ op: 'remove', path: 'emails[id eq "x"]' }, 'invalidFilter: "id" is not an attribute of emails.'],
    [
      { op: 'replace', path: 'emails[type eq "work" or shoe pr].value', value: 'x' },
      'invalidFilter: "shoe" is not an attribute of emails.',
    ],
    [
      { op: 'replace', path: 'emails[shoe eq "x"].foo', value: 'x' },
      'invalidFilter: "shoe" is not an attribute of emails.',
    ],
    ...[
      { op: 'replace', path: 'active.value', value: false } as const,
      { op: 'remove', path: 'title.value' } as const,
      { op: 'remove', path: `${CORE}:active.value` } as const,
      { op: 'remove', path: `${ENTERPRISE}:department.value` } as const,
      ...[
        `${GROUP_URN}:displayName`,
        GROUP_URN,
        `${MESSAGES_URN}:PatchOp`,
        `${MESSAGES_URN}:Error:detail`,
      ].map((path) => ({ op: 'add', path, value: 'x' }) as const),
    ].map((operation): [SentOperation, string] => [
      operation,
      `invalidPath: There is no attribute "${operation.path}" on User.`,
    ]),
    [
      { op: 'replace', path: CORE, value: 'x' },
      `invalidValue: "${CORE}" takes an object with the attributes of that extension, not a string.`,
    ],
  ])('%j', (operation, refusal) => {
    expect(refusalOf(() => patched(ANN, [operation]))).toBe(refusal);
    expect(refusalOf(() => patched(ANN, [operation], STRICT))).toBe(refusal);
  });

  it.each(['shoeSize', 'name.shoeSize', `${ENTERPRISE}:shoeSize`, 'shoes[size eq 43]', CORE])(
    'remove %s: passed over, or refused where the tenant says so',
    (path) => {
      const reading = readingFor();
      expect(patched(ANN, [{ op: 'remove', path }], reading)).toEqual(ANN);
      const name = path.replace(/\[.*/, '');
      expect(reading.passedOver).toEqual([name]);
      expect(refusalOf(() => patched(ANN, [{ op: 'remove', path }], STRICT))).toBe(
        `invalidPath: There is no attribute "${name}" on User.`,
      );
    },
  );

  it.each(['shoeSize', 'name.shoeSize', 'shoes[size eq 43]', CORE, 'urn:acme:2.0:User:shoe'])(
    'remove %s: refused where paths to what nobody knows are',
    (path) => {
      const reading = readingFor({ unknown: 'ignore', unknownPath: 'refuse' });
      const refusal = refusalOf(() => patched(ANN, [{ op: 'remove', path }], reading));
      expect(refusal).toMatch(/^invalidPath: There is no attribute /);
      expect(reading.passedOver).toEqual([]);
    },
  );

  it('treat reserved URNs of SCIM as no extensions in an operation without a path', () => {
    const value = { title: 'x', [GROUP_URN]: { a: 1 }, [`${MESSAGES_URN}:Error`]: { a: 1 } };
    const reading = readingFor({ unknown: 'keep' });
    expect(patched(ANN, [{ op: 'add', value }], reading)).toEqual({ ...ANN, title: 'x' });
    expect(reading.passedOver).toEqual([GROUP_URN, `${MESSAGES_URN}:Error`]);
    expect(refusalOf(() => patched(ANN, [{ op: 'add', value }], STRICT))).toMatch(/^invalidSyntax: .*Group"/);
  });

  it('name an unknown sub-attribute after a filter', () => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].foo', value: 'x' } as const;
    const reading = readingFor();
    expect(patched(ANN, [operation], reading)).toEqual(ANN);
    expect(reading.passedOver).toEqual(['emails.foo']);
    expect(refusalOf(() => patched(ANN, [operation], STRICT))).toBe(
      'invalidPath: There is no attribute "emails.foo".',
    );
  });

  it('undo the operations before the failing one', () => {
    const operations: SentOperation[] = [
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'remove', path: 'emails' },
      { op: 'replace', path: 'id', value: 'x' },
    ];
    const before = JSON.stringify(ANN);
    expect(() => patched(ANN, operations)).toThrow();
    expect(JSON.stringify(ANN)).toBe(before);
  });

  it.each<[SentOperation, string]>([
    [{ op: 'remove', path: 'userName' }, 'userName'],
    [{ op: 'replace', path: 'userName', value: '' }, 'userName'],
    [{ op: 'replace', value: { userName: null } }, 'userName'],
    [{ op: 'remove', path: 'active' }, 'active'],
  ])('come from checkRequired if a required attribute is removed: %j', (operation, path) => {
    expect(
      refusalOf(() => {
        checkRequired(USER_TYPE, patched(ANN, [operation]));
      }),
    ).toBe(`invalidValue: "${path}" is required and must not be empty.`);
  });
});
