import {
  attributePath,
  findAttribute,
  findSchema,
  resolve,
  type Resolution,
} from '../../../../scim/schema/lookup.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import { USER_TYPE } from '../userType.ts';

const CORE = USER_TYPE.schema.id;
const ENTERPRISE = ENTERPRISE_USER.id;

const meaningOf = (resolution: Resolution): string => {
  switch (resolution.kind) {
    case 'attribute':
      return attributePath(resolution);
    case 'extension':
      return `extension ${resolution.extension.id}`;
    case 'undeclared':
      return `undeclared ${resolution.urn} | ${resolution.name}`;
    case 'unknown':
      return 'unknown';
  }
};

describe('resolve', () => {
  it.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['name.GivenName', 'name.givenName'],
    ['emails.$ref', 'unknown'],
    ['groups.$REF', 'groups.$ref'],
    ['id', 'id'],
    ['meta.lastmodified', 'meta.lastModified'],
    ['schemas', 'schemas'],
    [`${CORE}:userName`, 'userName'],
    [`${CORE.toUpperCase()}:NAME.GIVENNAME`, 'name.givenName'],
    [`${CORE}:id`, 'id'],
    [CORE, 'unknown'],
    [`${CORE}:`, 'unknown'],
    [`${CORE}:department`, 'unknown'],
    [ENTERPRISE, `extension ${ENTERPRISE}`],
    [ENTERPRISE.toUpperCase(), `extension ${ENTERPRISE}`],
    [`${ENTERPRISE}:DEPARTMENT`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager.value`],
    [`${ENTERPRISE}:userName`, 'unknown'],
    [`${ENTERPRISE}:id`, 'unknown'],
    ['department', 'unknown'],
    ['shoeSize', 'unknown'],
    ['userName.x', 'unknown'],
    ['name.givenName.x', 'unknown'],
    ['name.', 'unknown'],
    ['.name', 'unknown'],
    ['', 'unknown'],
    ['toString', 'unknown'],
    ['__proto__', 'unknown'],
    ['urn:acme:2.0:User:tag', 'undeclared urn:acme:2.0:User | tag'],
    ['URN:Acme:2.0:User:Tag.sub', 'undeclared URN:Acme:2.0:User | Tag.sub'],
    [`${ENTERPRISE}X:department`, `undeclared ${ENTERPRISE}X | department`],
  ])('%s means %s', (text, meaning) => {
    expect(meaningOf(resolve(USER_TYPE, text))).toBe(meaning);
  });
});

describe('findAttribute and findSchema', () => {
  it('find names in any case', () => {
    expect(findAttribute(USER_TYPE.schema.attributes, 'EMAILS')?.name).toBe('emails');
    expect(findAttribute([], 'emails')).toBeUndefined();
    expect(findSchema(USER_TYPE, ENTERPRISE.toUpperCase())).toBe(ENTERPRISE_USER);
    expect(findSchema(USER_TYPE, CORE)).toBe(USER_TYPE.schema);
    expect(findSchema(USER_TYPE, `${CORE}x`)).toBeUndefined();
  });
});
