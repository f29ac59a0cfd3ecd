import type { ClientState, Outcome, RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';

/** The scope that clients may ask for: some of them cannot leave a scope out. */
const SCOPE = 'scim';

/** Seconds that an access token lives at least; identity providers refuse shorter ones. */
const LIFESPAN = 3_600;

const LIFESPAN_ATTRIBUTE = 'access.token.lifespan';

/** Makes the tokens that Keycloak gives the realm's SCIM client good for SCIM: audiences, lifetime and scope. */
export async function prepareRemoteTokens(
  setup: RealmSetup,
  { id, attributes }: ClientState,
  audiences: readonly string[],
  report: (step: string, outcome: Outcome) => void,
): Promise<void> {
  report('audience of its tokens', await setup.ensureAudiences(id, audiences));
  const short = !(Number(attributes[LIFESPAN_ATTRIBUTE]) >= LIFESPAN);
  if (short) await setup.setClientAttributes(id, { [LIFESPAN_ATTRIBUTE]: String(LIFESPAN) });
  report('lifetime of its tokens', short ? 'changed' : 'kept');
  report(
    `client scope ${SCOPE}`,
    await setup.ensureOptionalScope(id, SCOPE, 'Provisioning of users and groups by SCIM.'),
  );
}
