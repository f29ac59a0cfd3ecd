/** The SCIM URL of a realm, at one of its addresses. */
export const scimBaseUrl = (realm: string, address: string): string =>
  `${address}/realms/${encodeURIComponent(realm)}/scim/v2`;

/** Where the realm gives out tokens, at one of its addresses. */
export const tokenEndpointOf = (realm: string, address: string): string =>
  `${address}/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`;

/** Whether a text is an address that a realm can be reached under: http or https, without query, fragment and credentials. */
export function isAddress(text: string): boolean {
  const url = URL.parse(text);
  // `URL` passes over blanks and control characters, and does not see an empty query.
  return url !== null && url.username === '' && /^https?:\/\/[^?#\s\p{Cc}\\]+$/iu.test(text);
}

/** Every address under which a realm is reached, the one that counts where none is recognized first; what is no address is left out. */
export function addressesOf(
  publicUrl: string,
  frontendUrl: string | undefined,
  publicUrls: readonly string[] = [],
): readonly string[] {
  const all = [frontendUrl ?? publicUrl, publicUrl, ...publicUrls].filter(isAddress);
  return [...new Set(all.map((url) => url.replace(/(?<!\/)\/+$/, '')))];
}

/** How a request reached the bridge, as far as it can be believed. */
export interface Reached {
  readonly protocol: string;
  /** Host and port. */
  readonly host: string | undefined;
}

/** The address that a request used: the one with its host, and its protocol where several have that host; else the first. */
export function usedAddress(addresses: readonly string[], { protocol, host }: Reached): string {
  const [first = ''] = addresses;
  if (addresses.length === 1) return first;
  const withHost = addresses.filter(
    (address) =>
      URL.parse(address)?.host === URL.parse(`${URL.parse(address)?.protocol ?? ''}//${host ?? ''}`)?.host,
  );
  const exact = withHost.find((address) => address.startsWith(`${protocol}:`));
  return exact ?? withHost[0] ?? first;
}
