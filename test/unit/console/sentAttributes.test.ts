import { sentAttributes } from '../../../console/src/pages/log/sentAttributes.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('the attributes that a request wrote', () => {
  it('are the members of a resource, those of an extension with its URN', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
      id: '1',
      userName: 'ann@example.com',
      active: true,
      name: { givenName: 'Ann' },
      [ENTERPRISE]: { department: 'Sales' },
    };
    expect(sentAttributes(body)).toEqual([
      { path: 'userName', value: 'ann@example.com' },
      { path: 'active', value: 'true' },
      { path: 'name', value: '{"givenName":"Ann"}' },
      { path: `${ENTERPRISE}:department`, value: 'Sales' },
    ]);
  });

  it('are those that the operations of a PATCH name, in their path or in their value', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'add', value: { 'name.familyName': 'Lee', [ENTERPRISE]: { department: 'Sales' } } },
        { op: 'remove', path: 'members[value eq "1"]' },
        { op: 'remove' },
        'nonsense',
      ],
    };
    expect(sentAttributes(body)).toEqual([
      { path: 'active', operation: 'replace', value: 'False' },
      { path: 'name.familyName', operation: 'add', value: 'Lee' },
      { path: `${ENTERPRISE}:department`, operation: 'add', value: 'Sales' },
      { path: 'members[value eq "1"]', operation: 'remove' },
    ]);
  });

  it('have long values only to their beginning', () => {
    const [attribute] = sentAttributes({ title: 'x'.repeat(5_000) });
    expect(attribute?.value).toHaveLength(301);
  });

  it.each([undefined, null, 'text', [], {}, { Operations: 'none' }, { Operations: null }])(
    'are none, or what can be told, of %j',
    (body) => {
      expect(sentAttributes(body).map(({ path }) => path)).toEqual(
        body !== null && typeof body === 'object' && 'Operations' in body ? ['Operations'] : [],
      );
    },
  );
});
