import pLimit from 'p-limit';
import { AdministratorSignInError } from '../../bridge/keycloak/setup/administrator.ts';
import { type RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { failureOf, isRefused, type Failure } from '../failure.ts';
import type { FleetRealm } from '../fleet/fleetRealm.ts';
import { inFiles, requestOf, type BridgeSettings } from '../fleet/request.ts';
import { failureWithoutSecrets } from '../fleet/withoutSecrets.ts';
import { planDecommission } from './decommissionRealm.ts';
import type { RealmPlan } from '../model/realmPlan.ts';
import { planRealm } from './planRealm.ts';

/** A realm of a fleet with its plan, or with the reason why it has none. */
export type PlannedRealm =
  | { readonly realm: FleetRealm; readonly plan: RealmPlan }
  | { readonly realm: FleetRealm; readonly failure: Failure };

/** How the realms of a fleet are worked on. */
export interface FleetWork {
  readonly open: (realm: string) => RealmSetup;
  readonly bridge: BridgeSettings;
  /** How many realms are worked on at the same time. */
  readonly parallel: number;
  /** Called after each realm. */
  readonly onDone: () => void;
}

/** Does work for each realm, several at a time; a failed sign-in ends all of it, because every other realm would fail too. */
export async function eachRealm<T>(
  realms: readonly FleetRealm[],
  { parallel, onDone }: Pick<FleetWork, 'parallel' | 'onDone'>,
  work: (realm: FleetRealm) => Promise<T>,
): Promise<(T | { readonly realm: FleetRealm; readonly failure: Failure })[]> {
  const limit = pLimit(parallel);
  let signInError: AdministratorSignInError | undefined;
  const results = realms.map((realm) =>
    limit(async () => {
      try {
        if (signInError !== undefined) throw signInError;
        return await inFiles(realm, () => work(realm));
      } catch (error) {
        if (error instanceof AdministratorSignInError && isRefused(error)) signInError = error;
        return { realm, failure: failureWithoutSecrets(failureOf(error), realm.secrets) };
      } finally {
        onDone();
      }
    }),
  );
  return Promise.all(results);
}

const NOTHING: RealmPlan = { changes: [], keptCount: 0, left: [], findings: [] };

/** Plans every realm of a fleet; writes nothing. */
export const planFleet = (realms: readonly FleetRealm[], work: FleetWork): Promise<PlannedRealm[]> =>
  eachRealm<PlannedRealm>(realms, work, async (realm) => {
    const request = requestOf(realm, work.bridge, { report: () => undefined });
    const { document, secrets } = realm;
    if (document.ensure === 'absent') {
      const setup = work.open(realm.realm);
      if ((await setup.realmEnabled()) === undefined) return { realm, plan: NOTHING };
      const { removals: _, ...plan } = await planDecommission(
        setup,
        work.bridge.bridgeClientId,
        document.users ?? 'keep',
      );
      return { realm, plan };
    }
    const plan = await planRealm(work.open(realm.realm), request, {
      creates: document.create === true,
      secrets,
    });
    return { realm, plan };
  });
