import { setTimeout as sleep } from 'node:timers/promises';
import { KeycloakError, type KeycloakFailure } from '../../bridge/keycloak/port/errors.ts';
import type { Change, DescribedChange } from '../../bridge/keycloak/setup/part.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { CommandError } from '../commandError.ts';
import type { SetupRequest } from '../../bridge/enablement/request/setupRequest.ts';
import { ChangedMeanwhileError } from '../../bridge/enablement/setupError.ts';
import { compileDesiredRealm } from '../../bridge/enablement/plan/desiredRealm.ts';
import type { FleetRealm } from '../fleet/fleetRealm.ts';
import { decommissionRealm, planDecommission } from './decommissionRealm.ts';
import { unknownRealm } from './unknownRealm.ts';
import type { RealmPlan } from '../model/realmPlan.ts';
import { changeKey, shownChanges } from './planRealm.ts';
import { applySteps } from '../../bridge/enablement/steps/step.ts';
import { STEPS } from '../../bridge/enablement/steps/steps.ts';

/** The error for a realm that has changed since it was planned. */
export class StaleError extends CommandError {
  constructor(message: string | readonly string[]) {
    super(message, { code: 'stale' });
  }
}

const changeText = ({ outcome, object }: DescribedChange): string => `${object} (${outcome})`;

/** Whether the creation of the realm is among its changes; what it has from the start is then no change of others. */
export const createsRealm = (realm: string, changes: readonly DescribedChange[]): boolean =>
  changes.some(({ outcome, object }) => outcome === 'created' && object === `realm ${realm}`);

/** The changes that are not among those that were approved. */
export function unapproved(
  changes: readonly DescribedChange[],
  approved: readonly DescribedChange[],
  isNewRealm = false,
): DescribedChange[] {
  const keys = new Set(approved.map((change) => changeKey(change, isNewRealm)));
  return changes.filter((change) => !keys.has(changeKey(change, isNewRealm)));
}

/** The error about changes that nobody has seen. */
export const staleError = (realm: string, changes: readonly DescribedChange[]): StaleError =>
  new StaleError(
    `Realm "${realm}" is not as it was when it was planned: ${changes.map(changeText).join(', ')} would come on top. Plan again.`,
  );

/** A realm and how it is opened, again after it was created. */
interface ApplyTarget {
  readonly open: (realm: string) => RealmSetup;
  readonly realm: FleetRealm;
  /** What was shown and approved: nothing else is done. */
  readonly plan: RealmPlan;
}

/** Takes SCIM out of a realm as its plan says. */
async function takeOut({ open, realm, plan }: ApplyTarget, request: SetupRequest): Promise<void> {
  const { users = 'keep' } = realm.document;
  const current = await planDecommission(open(realm.realm), request.bridgeClientId, users);
  const unseen = unapproved(current.changes, plan.changes);
  if (unseen.length > 0) throw staleError(realm.realm, unseen);
  await decommissionRealm(current, ({ object, outcome }) => {
    request.report(object, outcome);
  });
}

/** How Keycloak refuses what another run makes at the same moment: by name, or because its database does. */
const OF_CONFLICTS: readonly KeycloakFailure[] = ['conflict', 'invalid', 'unexpected'];

/** Makes the changes that the realm still lacks. */
async function bringIn(target: ApplyTarget, request: SetupRequest): Promise<void> {
  const { open, realm, plan } = target;
  const { realm: name, secrets } = realm;
  const isNewRealm = createsRealm(name, plan.changes);
  let setup = open(name);
  if ((await setup.realmEnabled()) === undefined) {
    if (!isNewRealm) throw unknownRealm(name);
    await setup.create();
    request.report(`realm ${name}`, 'created');
    setup = open(name);
  }
  const desired = await compileDesiredRealm(setup, request, { checksWhatStays: false });
  await applySteps(STEPS, {
    setup,
    desired,
    options: request,
    approve(changes: readonly Change[]) {
      const unseen = unapproved(shownChanges(changes, secrets), plan.changes, isNewRealm);
      if (unseen.length > 0) throw staleError(name, unseen);
    },
  });
}

/** How often a realm is read again after Keycloak refused a change. */
const MAX_REPEATS = 3;

/** How long the first repetition waits, up to twice of it; each further one waits twice as long. */
const PAUSE_MS = 100;

/** Applies a plan to a realm: exactly its changes, as far as they have not been made already, by another run for instance. */
export async function applyRealm(target: ApplyTarget, request: SetupRequest): Promise<void> {
  if (target.realm.document.ensure === 'absent') return takeOut(target, request);
  let refusal: KeycloakError | undefined;
  for (let repeats = 0; ; repeats += 1) {
    try {
      await bringIn(target, request);
      return;
    } catch (error) {
      const mayBeConflict =
        error instanceof ChangedMeanwhileError ||
        (error instanceof KeycloakError && OF_CONFLICTS.includes(error.failure));
      // What a run has done itself before it was refused is no change of others.
      if (error instanceof StaleError && refusal !== undefined) throw refusal;
      if (!mayBeConflict || repeats === MAX_REPEATS) throw error;
      if (error instanceof KeycloakError) refusal = error;
      // What the other run made shows a moment later.
      await sleep(PAUSE_MS * (1 + Math.random()) * 2 ** repeats);
    }
  }
}
