import { asksToDeactivate } from '../../../../../bridge/resources/users/deactivation.ts';
import type { Json } from '../../../../../scim/json.ts';
import type { Tenant } from '../../../../../bridge/tenants/tenant.ts';
import type { MappingDocument } from '../../../../../mappers/document/types.ts';
import { loadQuirks } from '../../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../../mappers/profile.ts';
import { patch, user, USER_URN } from '../../../../support/scim/messages.ts';
import { tenantWith } from '../tenant.ts';

const quirks = await loadQuirks();
const tenant = tenantWith();
/** A tenant with other rows. */
function mapped(user: NonNullable<MappingDocument['user']>): Tenant {
  const located = { document: { user }, file: 'a' };
  const { mapping, type } = compileProfile({ preset: 'generic', document: located, quirks }).user;
  return { ...tenant, userMapping: mapping, userType: type };
}

const asks = (message: 'resource' | 'patch', body: unknown): boolean =>
  asksToDeactivate(tenant, message, body as Json);

const off = { op: 'replace', path: 'active', value: false };
const on = { op: 'replace', path: 'active', value: true };
const bad = { op: 'replace', path: 'emails[', value: 'x' };

describe('a request that plainly deactivates', () => {
  it.each<[string, unknown]>([
    ['a path', patch(off)],
    ['a path in another case', patch({ ...off, path: 'ACTIVE' })],
    ['a path with the URN', patch({ ...off, path: `${USER_URN}:active` })],
    ['no path', patch({ op: 'add', value: { active: false, title: 5 } })],
    ['no path, and the URN', patch({ op: 'replace', value: { [`${USER_URN}:active`]: false } })],
    [
      'no path, and the schema',
      patch({ op: 'replace', value: { [USER_URN]: { active: false, userName: 1 } } }),
    ],
    [
      'what cannot be read beside it',
      patch(bad, null, 'x', off, { op: 'move' }, { op: 'replace', value: 'x' }),
    ],
    ['a later operation that counts', patch(on, off)],
    ['no schemas', { Operations: [off] }],
  ])('by PATCH: %s', (_what, body) => {
    expect(asks('patch', body)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['alone', user('ann', { active: false })],
    ['with what cannot be read', { active: false, userName: {}, emails: 'x', schemas: 5, 'urn:acme:x': 1 }],
  ])('by PUT: %s', (_what, body) => {
    expect(asks('resource', body)).toBe(true);
  });
});

describe('a request that plainly disables', () => {
  it('by the attribute that the realm has for that', () => {
    const path = 'urn:acme:x:disabled';
    const rows: NonNullable<MappingDocument['user']> = [
      { scim: 'active', keycloak: null },
      { scim: path, type: 'boolean', keycloak: 'enabled', transforms: ['not'] },
    ];
    const disabled = (value: boolean) => patch({ op: 'replace', path, value }, bad) as unknown as Json;
    expect(asksToDeactivate(mapped(rows), 'patch', disabled(true))).toBe(true);
    expect(asksToDeactivate(mapped(rows), 'patch', disabled(false))).toBe(false);
  });
});

describe('a request that does not plainly deactivate', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no object', [off]],
    ['no operations', { Operations: 'active' }],
    ['nothing of active', patch({ op: 'replace', path: 'title', value: false })],
    ['true', patch(on)],
    ['true at last', patch(off, on)],
    ['removed', patch({ op: 'remove', path: 'active' })],
    ['no boolean', patch({ ...off, value: 'no' })],
    ['no boolean beside false', patch(off, { ...off, value: 'no' })],
    ['a part of active', patch({ ...off, path: 'active.value' })],
    ['a filter', patch({ ...off, path: 'active[value eq true]' })],
    ['active of an extension', patch({ ...off, path: 'urn:acme:x:active' })],
  ])('by PATCH: %s', (_what, body) => {
    expect(asks('patch', body)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['left out', user('ann')],
    ['true', user('ann', { active: true })],
    ['null', user('ann', { active: null })],
    ['twice', user('ann', { active: false, Active: true })],
    ['in an extension', user('ann', { 'urn:acme:x': { active: false } })],
  ])('by PUT: %s', (_what, body) => {
    expect(asks('resource', body)).toBe(false);
  });

  it('where active is not mapped to whether users are enabled', () => {
    const elsewhere = mapped([{ scim: 'active', keycloak: 'attributes.state' }]);
    expect(asksToDeactivate(elsewhere, 'patch', patch(off) as unknown as Json)).toBe(false);
  });
});
