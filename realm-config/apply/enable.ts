import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { scimBaseUrl, tokenEndpointOf } from '../../bridge/tenants/baseUrl.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import type { Finding } from '../../mappers/console/consoleMappers.ts';
import { CommandError } from '../commandError.ts';
import { compileDesiredRealm, type EnableOptions } from '../plan/desiredRealm.ts';
import { applySteps } from './steps/step.ts';
import { STEPS } from './steps/steps.ts';

/** What `enable` shows the operator; secrets among it are shown once. */
export interface Enabled {
  readonly scimUrl: string;
  /** Absent if the realm has a token already: tokens are shown once. */
  readonly token?: string;
  /** False if the realm accepts no static tokens; absent if it does. */
  readonly staticTokens?: boolean;
  /** The secret that the bridge is to be started with; absent if it has a secret or keys, or if its client existed before. */
  readonly bridgeClientSecret?: string;
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
    throw new CommandError(`There is no realm "${setup.name}"; names are case-sensitive.`);
  }
  if (!enabled) throw new CommandError(`Realm "${setup.name}" is disabled; enable it in Keycloak first.`);
}

/** Switches SCIM on for a realm: checks everything, then applies {@link STEPS}. A repeated run changes only what differs. */
export async function enable(setup: RealmSetup, options: EnableOptions): Promise<Enabled> {
  await checkEnabled(setup);
  const desired = await compileDesiredRealm(setup, options);
  const { token, bridgeClientSecret } = await applySteps(STEPS, { setup, desired, options });
  const { authentication } = desired.config;
  const [address = ''] = desired.addresses;
  return {
    scimUrl: scimBaseUrl(setup.name, address),
    findings: desired.findings,
    ...(authentication?.remoteToken === undefined
      ? {}
      : { tokenEndpoint: tokenEndpointOf(setup.name, address), clientId: SCIM_CLIENT_ID }),
    ...(token === undefined ? {} : { token }),
    ...(authentication?.staticTokens === false ? { staticTokens: false } : {}),
    ...(bridgeClientSecret === undefined ? {} : { bridgeClientSecret }),
  };
}
