import type { RealmStatus } from '../../../../bridge/admin/contract.ts';

/** What the panel asks for. */
export interface EndpointDraft {
  readonly enabled: boolean;
  readonly profile: string;
  /** Empty if no tenant of Entra ID is trusted. */
  readonly azureTenant: string;
  readonly remoteToken: boolean;
}

/** The profile that is made for Entra ID. */
export const AZURE = 'azure';

/** The name of the trusted issuer that is a tenant of Entra ID. */
const AZURE_TENANT = 'azure-tenant';

const TENANT_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The panel of a realm as it is. */
export function draftOf({
  enabled,
  profile,
  credentials: { remoteToken, trusted },
}: Pick<RealmStatus, 'enabled' | 'profile' | 'credentials'>): EndpointDraft {
  const tenantId = trusted.find(({ name }) => name === AZURE_TENANT)?.parameters.tenantId;
  return { enabled, profile, azureTenant: typeof tenantId === 'string' ? tenantId : '', remoteToken };
}

/** Whether the panel asks for a tenant: with the profile for it, and as long as one is trusted. */
export const asksForTenant = (draft: EndpointDraft, saved: EndpointDraft): boolean =>
  draft.profile === AZURE || saved.azureTenant !== '';

/** Whether a tenant id can be one; an empty one ends the trust. */
export const isTenantId = (text: string): boolean => text.trim() === '' || TENANT_ID.test(text.trim());

/** What the panel calls what it asks for. */
export const PLACES = {
  enabled: 'endpoint.enable',
  profile: 'endpoint.profile',
  azureTenant: 'endpoint.azureTenant',
  remoteToken: 'endpoint.remoteToken',
} as const satisfies Readonly<Record<keyof EndpointDraft, string>>;

/** The body of POST /enable: only what differs, so that what somebody else has changed meanwhile stays. */
export function enableBodyOf(draft: EndpointDraft, saved: EndpointDraft, isSetUp: boolean): object {
  const { profile, remoteToken } = draft;
  const azureTenant = draft.azureTenant.trim();
  return {
    ...(profile !== saved.profile || !isSetUp ? { profile } : {}),
    ...(azureTenant === saved.azureTenant ? {} : { azureTenant: azureTenant === '' ? null : azureTenant }),
    ...(remoteToken === saved.remoteToken ? {} : { remoteToken }),
  };
}

/** A profile among the choices: by the name that guides use, and by its title where that says something else. */
export function profileLabel({ name, title }: { readonly name: string; readonly title: string }): string {
  if (title.toLowerCase().startsWith(name)) return title;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${title})`;
}
