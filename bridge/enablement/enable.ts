import type { RealmSetup } from '../keycloak/setup/realmSetup.ts';
import { scimBaseUrl, tokenEndpointOf } from '../tenants/baseUrl.ts';
import { SCIM_CLIENT_ID } from '../tenants/config.ts';
import type { Finding } from '../../mappers/finding.ts';
import type { SetupRequest } from './request/setupRequest.ts';
import { compileDesiredRealm } from './plan/desiredRealm.ts';
import { SetupError } from './setupError.ts';
import { applySteps } from './steps/step.ts';
import { STEPS } from './steps/steps.ts';

/** What `enable` shows the operator; secrets among it are shown once. */
export interface Enabled {
  readonly profile: string;
  readonly scimUrl: string;
  /** Absent if the realm has a token already: tokens are shown once. */
  readonly token?: string;
  /** False if the realm accepts no static tokens; absent if it does. */
  readonly staticTokens?: boolean;
  /** The realm's token endpoint; absent if the realm does not accept its tokens. */
  readonly tokenEndpoint?: string;
  /** The client that asks that endpoint for tokens. */
  readonly clientId?: string;
  /** What the operator should know of the realm and its mapping. */
  readonly findings: readonly Finding[];
}

async function checkEnabled(setup: RealmSetup): Promise<void> {
  const enabled = await setup.realmEnabled();
  if (enabled === undefined) {
    throw new SetupError(`There is no realm "${setup.name}"; names are case-sensitive.`, 'notFound');
  }
  if (!enabled) throw new SetupError(`Realm "${setup.name}" is disabled; enable it in Keycloak first.`);
}

/** Refuses to create the bridge's client without a proof: no bridge could sign in, and two realms would differ. */
export async function checkProof(
  { name, realm }: RealmSetup,
  options: SetupRequest,
  isNewRealm = false,
): Promise<void> {
  const { bridgeClientId, bridgeClientSecret, bridgePublicKeys } = options;
  if (bridgeClientSecret !== undefined || bridgePublicKeys !== undefined) return;
  if (!isNewRealm && (await realm.client(bridgeClientId)) !== undefined) return;
  throw new SetupError(
    `Realm "${name}" has no client "${bridgeClientId}" yet, and nothing says how the bridge signs in. Set BRIDGE_KEY_FILE ("realm-config bridge-key new FILE" makes one) or KEYCLOAK_CLIENT_SECRET ("openssl rand -base64 32" makes one) as the bridge has it; all realms take the same.`,
    'usage',
  );
}

/** Switches SCIM on for a realm: checks everything, then applies {@link STEPS}. A repeated run changes only what differs. */
export async function enable(setup: RealmSetup, options: SetupRequest): Promise<Enabled> {
  await checkEnabled(setup);
  await checkProof(setup, options);
  const desired = await compileDesiredRealm(setup, options);
  const { tokens = [] } = await applySteps(STEPS, {
    setup,
    desired,
    options: { ...options, visitsGroups: true },
  });
  const [first] = tokens;
  const { authentication } = desired.config;
  const [address = ''] = desired.addresses;
  return {
    profile: desired.profile.name,
    scimUrl: scimBaseUrl(setup.name, address),
    findings: desired.findings,
    ...(authentication?.remoteToken === undefined
      ? {}
      : { tokenEndpoint: tokenEndpointOf(setup.name, address), clientId: SCIM_CLIENT_ID }),
    ...(first === undefined ? {} : { token: first.token }),
    ...(authentication?.staticTokens === false ? { staticTokens: false } : {}),
  };
}
