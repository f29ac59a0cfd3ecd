/** Returns the SCIM base URL of a realm at one of its addresses. */
export const scimBaseUrl = (realm: string, address: string): string =>
  `${address}/realms/${encodeURIComponent(realm)}/scim/v2`;

/** Returns the token endpoint of a realm at one of its addresses. */
export const tokenEndpointOf = (realm: string, address: string): string =>
  `${address}/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`;

/** Whether a text can be an address of a realm: an http or https URL without query, fragment and credentials. */
export function isAddress(text: string): boolean {
  const url = URL.parse(text);
  // `URL` ignores spaces and control characters, and does not show an empty query.
  return url !== null && url.username === '' && /^https?:\/\/[^?#\s\p{Cc}\\]+$/iu.test(text);
}

/** Lists the addresses of a realm, the default one first; texts that are no address are left out. */
export function addressesOf(
  publicUrl: string,
  frontendUrl: string | undefined,
  publicUrls: readonly string[] = [],
): readonly string[] {
  const addresses = [frontendUrl ?? publicUrl, publicUrl, ...publicUrls].filter(isAddress);
  return [...new Set(addresses.map((url) => url.replace(/(?<!\/)\/+$/, '')))];
}

/** The protocol and host by which a request reached the bridge, as far as they are trusted. */
export interface RequestOrigin {
  readonly protocol: string;
  /** Host and port; `undefined` if unknown. */
  readonly host: string | undefined;
}

/**
 * Finds the address that a request used: by its host, and by its protocol if several addresses have that host; by
 * default the first one.
 */
export function usedAddress(addresses: readonly string[], { protocol, host }: RequestOrigin): string {
  const [first = ''] = addresses;
  if (addresses.length === 1) return first;
  const withHost = addresses.filter(
    (address) =>
      URL.parse(address)?.host === URL.parse(`${URL.parse(address)?.protocol ?? ''}//${host ?? ''}`)?.host,
  );
  const withProtocol = withHost.find((address) => address.startsWith(`${protocol}:`));
  return withProtocol ?? withHost[0] ?? first;
}
