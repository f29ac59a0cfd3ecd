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

describe('asksToDeactivate is true', () => {
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
      'unreadable operations beside it',
      patch(bad, null, 'x', off, { op: 'move' }, { op: 'replace', value: 'x' }),
    ],
    ['an earlier operation that sets it to true', patch(on, off)],
    ['no schemas', { Operations: [off] }],
  ])('for a PATCH of active to false with %s', (_what, body) => {
    expect(asks('patch', body)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['alone', user('ann', { active: false })],
    ['with unreadable attributes', { active: false, userName: {}, emails: 'x', schemas: 5, 'urn:acme:x': 1 }],
  ])('for a PUT of active: false %s', (_what, body) => {
    expect(asks('resource', body)).toBe(true);
  });
});

describe('asksToDeactivate', () => {
  it('reads the attribute that the realm maps to enabled', () => {
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

describe('asksToDeactivate is false', () => {
  it.each<[string, unknown]>([
    ['no body', undefined],
    ['a list as body', [off]],
    ['no operations', { Operations: 'active' }],
    ['another attribute', patch({ op: 'replace', path: 'title', value: false })],
    ['active true', patch(on)],
    ['active false and then true', patch(off, on)],
    ['active removed', patch({ op: 'remove', path: 'active' })],
    ['active that is not a boolean', patch({ ...off, value: 'no' })],
    ['active false and then not a boolean', patch(off, { ...off, value: 'no' })],
    ['a part of active', patch({ ...off, path: 'active.value' })],
    ['a filter', patch({ ...off, path: 'active[value eq true]' })],
    ['active of an extension', patch({ ...off, path: 'urn:acme:x:active' })],
  ])('for a PATCH with %s', (_what, body) => {
    expect(asks('patch', body)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['left out', user('ann')],
    ['true', user('ann', { active: true })],
    ['null', user('ann', { active: null })],
    ['twice', user('ann', { active: false, Active: true })],
    ['in an extension', user('ann', { 'urn:acme:x': { active: false } })],
  ])('for a PUT with active %s', (_what, body) => {
    expect(asks('resource', body)).toBe(false);
  });

  it('if active is not mapped to enabled', () => {
    const elsewhere = mapped([{ scim: 'active', keycloak: 'attributes.state' }]);
    expect(asksToDeactivate(elsewhere, 'patch', patch(off) as unknown as Json)).toBe(false);
  });
});
