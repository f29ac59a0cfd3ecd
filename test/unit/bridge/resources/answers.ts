/** The base URL of the realm in memory. */
export const BASE = 'https://scim.example.test/realms/acme/scim/v2';

/** An answer with a SCIM error (RFC 7644 §3.12). */
export const error = (status: number, scimType: string | undefined, detail: unknown) => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    ...{ detail, status: String(status) },
  },
});
