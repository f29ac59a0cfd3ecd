import { ENTERPRISE, mapping } from './genericMapping.ts';

describe('extensions that no schema declares', () => {
  it('come back as they were', () => {
    const user = {
      userName: 'ann',
      active: true,
      'urn:acme:2.0:User': { tag: 'ä'.repeat(5000), list: [{ deep: { null: false } }], '': 0 },
      'URN:Acme:hr': { level: 7 },
    };
    const fields = mapping.toKeycloak(user);
    expect(Object.keys(fields.attributes)).toEqual(['scim.extensions']);
    expect(mapping.toScim(fields)).toEqual(user);
  });

  it.each([
    '0:{"urn":"userName","value":{"a":1}}',
    '0:{"urn":"id","value":{"a":1}}',
    `0:{"urn":"${ENTERPRISE}","value":{"department":"x"}}`,
    '0:{"urn":"urn:acme:x","value":"text"}',
    '0:{"urn":7,"value":{}}',
    '0:{"urn":"urn:acme:x"}',
    '0:7',
  ])('are passed over if damaged, and never another attribute: %s', (record) => {
    const fields = { username: 'ann', attributes: { 'scim.extensions': [record] } };
    expect(mapping.toScim(fields)).toEqual({ userName: 'ann', active: true });
  });
});
