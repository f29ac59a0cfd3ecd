import {
  asksForTenant,
  draftOf,
  enableBodyOf,
  isTenantId,
  profileLabel,
  type EndpointDraft,
} from '../../../console/src/pages/endpoint/endpointDraft.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const SAVED: EndpointDraft = { enabled: true, profile: 'azure', azureTenant: TENANT, remoteToken: false };

describe('the panel of an endpoint', () => {
  it('has the tenant that the realm trusts', () => {
    const trusted = [{ name: 'azure-tenant', kind: 'azure-tenant', parameters: { tenantId: TENANT } }];
    const credentials = { staticTokens: 1, basic: true, remoteToken: false, issuers: [], trusted, uses: [] };
    expect(draftOf({ enabled: true, profile: 'azure', credentials })).toEqual(SAVED);
  });

  it('asks for a tenant with the profile for it, and as long as one is trusted', () => {
    const generic = { ...SAVED, profile: 'generic' };
    expect(asksForTenant(SAVED, { ...SAVED, azureTenant: '' })).toBe(true);
    expect(asksForTenant(generic, SAVED)).toBe(true);
    expect(asksForTenant(generic, { ...generic, azureTenant: '' })).toBe(false);
  });

  it('takes tenant ids, also with blanks around them, and none', () => {
    expect(['', ` ${TENANT} `, 'contoso', `${TENANT}0`].map(isTenantId)).toEqual([true, true, false, false]);
  });

  it('sends only what differs, and the profile to a realm that has none', () => {
    expect(enableBodyOf(SAVED, SAVED, true)).toEqual({});
    expect(enableBodyOf(SAVED, SAVED, false)).toEqual({ profile: 'azure' });
    expect(enableBodyOf({ ...SAVED, azureTenant: ' ', remoteToken: true }, SAVED, true)).toEqual({
      azureTenant: null,
      remoteToken: true,
    });
  });

  it('names profiles as guides do', () => {
    expect(profileLabel({ name: 'azure', title: 'Microsoft Entra ID' })).toBe('Azure (Microsoft Entra ID)');
    expect(profileLabel({ name: 'okta', title: 'Okta' })).toBe('Okta');
  });
});
