/** The SCIM URL of a realm: below the realm's own address where it has one, else below the bridge's public URL. */
export const scimBaseUrl = (realm: string, publicUrl: string, frontendUrl: string | undefined): string =>
  `${frontendUrl ?? publicUrl}/realms/${encodeURIComponent(realm)}/scim/v2`;
