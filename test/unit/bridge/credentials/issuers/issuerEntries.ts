import { readIssuers } from '../../../../../bridge/credentials/issuers/readIssuers.ts';

/** The ids of a tenant and of an application at Entra ID. */
export const TENANT = '11111111-2222-3333-4444-aaaaaaaaaaaa';
export const CLIENT = '99999999-8888-7777-6666-bbbbbbbbbbbb';
/** Where the entries are in the configuration. */
export const POINTER = '/authentication/issuers';

/** An entry of each kind, without mistakes. */
export const tenant = { kind: 'azure-tenant', name: 'entra', tenantId: TENANT.toUpperCase() };
export const application = { kind: 'entra-application', name: 'app', tenantId: TENANT, clientId: CLIENT };
export const okta = {
  kind: 'okta-authorization-server',
  name: 'okta',
  issuer: 'https://acme.okta.com/oauth2/default/',
  clientId: '0oa1',
  audience: 'api://default',
};
export const oidc = {
  kind: 'oidc',
  name: 'other',
  issuer: 'https://id.example.com',
  audience: ['scim', 'api'],
  value: 'hr',
};

/** Reads entries as they are in the configuration of a realm. */
export const read = (...entries: unknown[]) =>
  readIssuers(entries, { file: 'scim.config', pointer: POINTER });
