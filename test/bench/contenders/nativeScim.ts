import { makeAccount, openRealm } from './account.ts';
import { representation } from './adminRest.ts';
import type { Contender, Ground } from './contender.ts';
import { createScimClient } from './scimClient.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** User attributes and the SCIM path that each is declared for; without a declaration Keycloak's SCIM drops the value. */
const DECLARED: Readonly<Record<string, string>> = {
  externalId: 'externalId',
  title: 'title',
  department: `${ENTERPRISE}:department`,
  employeeNumber: `${ENTERPRISE}:employeeNumber`,
};

/** What Keycloak says of itself, as far as the benchmark looks. */
export interface ServerInfo {
  readonly systemInfo?: { readonly version?: string };
  readonly features?: readonly { readonly name: string; readonly enabled?: boolean }[];
}

/** Whether a Keycloak was built with its SCIM API. */
export const hasNativeScim = ({ features = [] }: ServerInfo): boolean =>
  features.some(({ name, enabled }) => name === 'SCIM_API' && enabled === true);

async function declareAttributes({ admin, realm }: Ground): Promise<void> {
  const { body } = await admin('GET', `/realms/${realm}/users/profile`);
  const profile = body as { attributes: unknown[] };
  const declared = Object.entries(DECLARED).map(([name, path]) => ({
    name,
    permissions: { view: ['admin'], edit: ['admin'] },
    annotations: { 'kc.scim.schema.attribute': path },
  }));
  await admin('PUT', `/realms/${realm}/users/profile`, {
    ...profile,
    attributes: [...profile.attributes, ...declared],
  });
}

/** The SCIM API that Keycloak itself ships, with the few attributes that it maps by itself. */
export const enterNativeScim = (ground: Ground): Promise<Contender> => enterNative('native', ground);

/** The same with all the attributes mapped that the others keep, as far as it can. */
export async function enterMappedNativeScim(ground: Ground): Promise<Contender> {
  await declareAttributes(ground);
  return enterNative('mapped', ground);
}

/** Lets a contender into a realm that has Keycloak's own SCIM API switched on, which no other realm has. */
async function enterNative(name: 'native' | 'mapped', ground: Ground): Promise<Contender> {
  const { admin, realm, keycloak } = ground;
  const base = `${keycloak.url}/realms/${realm}/scim/v2`;
  await admin('PUT', `/realms/${realm}`, { scimApiEnabled: true });
  const account = await makeAccount(ground, await openRealm(ground));
  await admin('POST', `/realms/${realm}/clients/${account.id}/protocol-mappers/models`, {
    name: 'SCIM audience',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: { 'included.custom.audience': base, 'access.token.claim': 'true' },
  });
  return {
    name,
    mayLack: [
      ...(name === 'native' ? (['keeps more than names and e-mail'] as const) : []),
      'keeps the phone number',
      'ends sessions on deactivation',
    ],
    stored(person) {
      const { attributes, ...fields } = representation(person);
      const declared = name === 'mapped' ? DECLARED : {};
      const kept = Object.entries(attributes).filter(([attribute]) => attribute in declared);
      return { ...fields, attributes: Object.fromEntries(kept) };
    },
    ...createScimClient(base, account.token, { withPhone: false }),
  };
}
