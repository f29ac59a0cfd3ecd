import { USER_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../../mappers/document/types.ts';
import { resourceTypeOf } from '../../../../../mappers/compile/schemas.ts';

describe('one value of a list whose principal value has a field', () => {
  const rows: readonly Row[] = [
    { scim: 'userName', keycloak: 'username' },
    { scim: 'emails', keycloak: 'attributes.scim.emails', principal: 'email' },
    { scim: 'emails[type eq "work"].value', keycloak: 'attributes.mail' },
  ];
  const mapping = compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
  const work = { type: 'work', value: 'A@x', primary: true };
  const home = { type: 'home', value: 'B@x' };

  it('is a copy if it is the principal value, which the field determines', () => {
    const fields = mapping.toKeycloak({ userName: 'ann', emails: [work] });
    expect([fields.email, fields.attributes.mail]).toEqual(['a@x', ['A@x']]);
    expect(mapping.toScim(fields).emails).toEqual([work]);
    expect(mapping.toScim({ ...fields, attributes: { ...fields.attributes, mail: ['c@x'] } }).emails).toEqual(
      [work],
    );
    const others = Object.fromEntries(Object.entries(fields.attributes).filter(([name]) => name !== 'mail'));
    expect(mapping.toScim({ ...fields, attributes: others }).emails).toEqual([work]);
    expect(mapping.toScim({ ...fields, email: 'c@x' }).emails).toEqual([{ ...work, value: 'c@x' }]);
  });

  it('follows its attribute if it is another value', () => {
    const second = { type: 'work', value: 'A@x' };
    const first = { ...home, primary: true };
    const fields = mapping.toKeycloak({ userName: 'ann', emails: [first, second] });
    expect(fields.email).toBe('b@x');
    const changed = { ...fields.attributes, mail: ['c@x'] };
    expect(mapping.toScim({ ...fields, attributes: changed }).emails).toEqual([
      first,
      { ...second, value: 'c@x' },
    ]);
  });
});
