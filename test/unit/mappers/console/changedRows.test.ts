import { compileProfile } from '../../../../mappers/profile.ts';
import { ACME, applied, ENTERPRISE, mapper, quirks } from './attributeMappers.ts';

const MOBILE = 'phoneNumbers[type eq "mobile"].value';

describe('rows that mappers change or add', () => {
  it('have the place of their mapper', () => {
    const { rows } = applied('generic', mapper('pos', 'title'), mapper('x', `${ACME}:x`));
    const place = (name: string) => ({ file: 'client scim-endpoint', pointer: `/protocolMappers/${name}` });
    expect(rows.find(({ path }) => path === 'title')?.places).toEqual({
      scim: { file: 'presets/generic.json', pointer: '/user/13/scim' },
      keycloak: { file: 'presets/generic.json', pointer: '/user/13/keycloak' },
      aliases: place('pos'),
      mirror: place('pos'),
    });
    expect(rows.at(-1)?.places).toEqual({ scim: place('x') });
  });

  it.each([
    ['deleted'],
    ['isDeleted'],
    ['soft_deleted'],
    ['is_disabled'],
    ['inactive'],
    ['accountLocked', 'same'],
    ['suspended'],
    ['terminated'],
    ['accountEnabled', 'same'],
    ['status', 'same'],
  ])('understand %s in its meaning for active', (attribute, sense = 'opposite') => {
    const { changes, findings } = applied('generic', mapper(attribute, 'active', { type: 'boolean' }));
    const isSame = sense === 'same';
    expect(changes.active?.aliases).toEqual([isSame ? attribute : { name: attribute, transform: 'not' }]);
    expect(changes.active?.mirror).toEqual(isSame ? [attribute] : undefined);
    expect(findings.map(({ code }) => code)).toEqual(isSame ? [] : ['invertedSense']);
  });

  it('invert nothing but active', () => {
    const { changes, findings } = applied('generic', mapper('isDeleted', 'title'));
    expect(changes.title).toMatchObject({ aliases: ['isDeleted'], mirror: ['isDeleted'] });
    expect(findings).toEqual([]);
  });

  it.each([
    ['the same claim in another case', 'TITLE', 'title'],
    ['the URN of the core', 'urn:ietf:params:scim:schemas:core:2.0:User:title', 'title'],
    ['blanks around the claim', ' title ', 'title'],
    ['the URN of an extension', `${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [
      'the URN with its dot quoted',
      `${ENTERPRISE.replace('2.0', '2\\.0')}:department`,
      `${ENTERPRISE}:department`,
    ],
    ['the whole manager', `${ENTERPRISE}:manager`, `${ENTERPRISE}:manager.value`],
    ['the value of the manager', `${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager.value`],
    ['a list', 'phoneNumbers', 'phoneNumbers'],
  ])('are found by %s', (_name, claim, path) => {
    const { changes, findings } = applied('generic', mapper('also', claim));
    expect(Object.keys(changes)).toEqual([path]);
    expect(changes[path]).toMatchObject({ aliases: ['also'], mirror: ['also'] });
    expect(findings).toEqual([]);
  });

  it('are found by an alias', () => {
    const { changes } = applied('azure', mapper('pos', 'jobTitle'));
    expect(changes.title).toMatchObject({ aliases: ['jobTitle', 'pos'], mirror: ['pos'] });
  });

  it('have no alias that is another attribute', () => {
    expect(applied('generic', mapper('id', 'title')).changes.title).toEqual({
      scim: 'title',
      keycloak: 'attributes.title',
      mirror: ['id'],
    });
    expect(applied('generic', mapper('two words', 'title')).changes.title).not.toHaveProperty('aliases');
    expect(applied('azure', mapper('surname', 'title')).changes.title).toMatchObject({
      aliases: ['jobTitle'],
      mirror: ['surname'],
    });
  });

  it.each([
    ['title', 'title'],
    ['username', 'userName'],
    ['email', 'emails'],
    ['email', 'email'],
    ['firstName', 'name.givenName'],
  ])('stay as they are if a mapper says the same: %s is %s', (attribute, claim) => {
    const { changes, findings } = applied('azure', mapper(attribute, claim));
    expect(Object.values(changes).flatMap(({ mirror = [] }) => mirror)).toEqual([]);
    expect(findings).toEqual([]);
  });

  it('can be changed by two mappers', () => {
    const { changes, findings } = applied('generic', mapper('pos', 'title'), mapper('job', 'Title'));
    expect(changes.title).toMatchObject({ aliases: ['pos', 'job'], mirror: ['pos', 'job'] });
    expect(findings).toEqual([]);
  });

  it('can be added by one mapper and changed by another', () => {
    const { changes, findings } = applied('generic', mapper('x', `${ACME}:tag`), mapper('y', `${ACME}:TAG`));
    expect(Object.values(changes)).toEqual([
      { scim: `${ACME}:tag`, keycloak: 'attributes.x', type: 'string', aliases: ['x', 'y'], mirror: ['y'] },
    ]);
    expect(findings).toEqual([]);
  });

  it.each([
    ['String', undefined, { type: 'string' }],
    ['long', undefined, { type: 'integer' }],
    ['int', 'false', { type: 'integer' }],
    ['boolean', undefined, { type: 'boolean' }],
    ['String', 'true', { type: 'string', multiValued: true }],
    ['long', 'true', { type: 'integer', multiValued: true }],
  ])('of an own extension have the type of the mapper: %s, multivalued %s', (type, multivalued, row) => {
    const options = multivalued === undefined ? { type } : { type, multivalued };
    const { changes, findings } = applied('generic', mapper('x', `${ACME}:x`, options));
    expect(Object.values(changes)).toEqual([
      { scim: `${ACME}:x`, keycloak: 'attributes.x', ...row, aliases: ['x'] },
    ]);
    expect(findings).toEqual([]);
  });

  it.each([
    [MOBILE, 'mobile'],
    ['addresses[type eq "work"].locality', 'city'],
    ['emails[type eq "home"].value', 'privateMail'],
  ])('are added for one value of a list: %s', (claim, attribute) => {
    const { changes, findings, rows } = applied('generic', mapper(attribute, claim));
    expect(changes).toEqual({
      [claim]: { scim: claim, keycloak: `attributes.${attribute}`, aliases: [attribute] },
    });
    expect(rows.at(-1)?.path).toBe(claim);
    expect(findings).toEqual([]);
  });

  it('keep one value of a list in the attribute of the mapper', () => {
    const consoleMappers = [mapper('mobile', MOBILE)];
    const { mapping } = compileProfile({ preset: 'generic', quirks, consoleMappers }).user;
    const phoneNumbers = [
      { value: '1', type: 'work' },
      { value: '2', type: 'mobile' },
    ];
    const fields = mapping.toKeycloak({ userName: 'ann', phoneNumbers });
    expect(fields.attributes.mobile).toEqual(['2']);
    expect(mapping.toScim(fields).phoneNumbers).toEqual(phoneNumbers);
  });
});
