import { formatTenantKey, tenantKey } from '../../../../bridge/tenants/tenantKey.ts';

describe('formatTenantKey', () => {
  it('formats the key of a realm as the realm alone', () => {
    expect(formatTenantKey(tenantKey('acme'))).toBe('acme');
  });

  it('tells an organization from its realm and from other organizations', () => {
    expect(formatTenantKey({ realm: 'acme', organization: '1' })).toBe('acme/organizations/1');
    expect(formatTenantKey({ realm: 'acme', organization: '2' })).toBe('acme/organizations/2');
  });
});
