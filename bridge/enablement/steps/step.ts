import { required } from '../../keycloak/port/required.ts';
import type { ClientState } from '../../keycloak/setup/client.ts';
import type { ScopeIds } from '../../keycloak/setup/clientScope.ts';
import { outcomeOf, planPart, type Change, type Outcome, type RealmPart } from '../../keycloak/setup/part.ts';
import type { RealmSetup } from '../../keycloak/setup/realmSetup.ts';
import { SCIM_CLIENT_ID } from '../../tenants/config.ts';
import type { IssuedToken, SetupRequest } from '../request/setupRequest.ts';
import type { DesiredRealm } from '../plan/desiredRealm.ts';

/** What the steps of a run leave to later ones and to the operator. */
export interface StepResults {
  readonly bridgeClient?: ClientState | undefined;
  readonly endpointClient?: ClientState | undefined;
  /** The client scopes of the realm. */
  readonly scopeIds?: ScopeIds;
  readonly scopeCreated?: boolean;
  /** The static tokens that were created, shown once. */
  readonly tokens?: readonly IssuedToken[];
}

/** What a step works with. */
export interface StepContext {
  readonly setup: RealmSetup;
  readonly desired: DesiredRealm;
  readonly options: SetupRequest;
  /** What earlier steps left: a client, for instance, has no id before a step has created it. */
  readonly results: StepResults;
  /** `false` if the realm is only planned; `true` by default. */
  readonly realmExists?: boolean;
  /** Throws if changes that are about to be made are not those that were approved. */
  readonly approve?: (changes: readonly Change[]) => void;
}

/** A line for the operator: what a step is about, its outcome, and what differs afterwards if the step does not say it. */
export type ReportLine = readonly [text: string, outcome: Outcome, changes?: readonly string[] | undefined];

/** What a step did, as it is reported. */
export interface StepOutcome {
  readonly step: string;
  readonly outcome: Outcome;
  /** What differs afterwards, such as members of the configuration; absent if the step says it all. */
  readonly changes?: readonly string[];
}

/** What a step has left. */
interface StepDone {
  readonly lines: readonly ReportLine[];
  readonly results?: StepResults;
}

/** A step that is ready to be applied. */
interface PlannedStep {
  /** The changes to come. */
  readonly changes: readonly Change[];
  /** What is to go and stays all the same, because set-up has not made it. */
  readonly left?: readonly string[];
  /** What the step is going to leave, as far as it is known. */
  readonly foreseen: StepResults;
  readonly apply: () => Promise<StepDone>;
}

/** One step of setting up a realm. */
export interface SetupStep {
  readonly name: string;
  /**
   * Reads the realm and compares; writes nothing. `undefined` if the realm does not need the step. It needs the results
   * of earlier steps even for reading: what they left, or what they are going to leave.
   */
  readonly plan: (context: StepContext) => Promise<PlannedStep | undefined>;
}

/** A part of the realm after its changes. */
interface PartDone<Desired, Actual, C extends Change> {
  readonly desired: Desired;
  readonly changes: readonly C[];
  readonly outcome: Outcome;
  /** The state that was read last. */
  readonly actual: Actual;
}

/** A step that brings one part of the realm into its desired state. */
interface PartStep<Desired, Actual, C extends Change> {
  readonly name: string;
  readonly part: (context: StepContext) => RealmPart<Desired, Actual, C>;
  /** The desired state; `undefined` if the realm does not need the step. */
  readonly desired: (context: StepContext) => Desired | undefined;
  readonly results?: (done: PartDone<Desired, Actual, C>, context: StepContext) => StepResults;
  /** The lines for the operator; by default one, with the step's name. */
  readonly report?: (done: PartDone<Desired, Actual, C>, context: StepContext) => readonly ReportLine[];
}

/** Creates a step that reads one part of the realm, compares it with the desired state, and applies the changes. */
export const step = <Desired, Actual, C extends Change>({
  name,
  part,
  desired: desiredOf,
  results = () => ({}),
  report = ({ outcome }) => [[name, outcome]],
}: PartStep<Desired, Actual, C>): SetupStep => ({
  name,
  async plan(context) {
    const desired = desiredOf(context);
    if (desired === undefined) return undefined;
    const { changes, foreseen, apply } = await planPart(part(context), desired, context);
    const doneAs = (actual: Actual) => ({ desired, changes, outcome: outcomeOf(changes), actual });
    return {
      changes,
      foreseen: results(doneAs(foreseen), context),
      async apply() {
        const done = doneAs(await apply());
        return { lines: report(done, context), results: results(done, context) };
      },
    };
  },
});

/** A step over all users or all groups of the realm. */
interface Sweep {
  readonly name: string;
  readonly isNeeded: (context: StepContext) => boolean;
  /** Reads page by page and writes in between; returns how many were changed. */
  readonly run: (context: StepContext) => Promise<number>;
}

/** Creates a step over all users or all groups, whose outcome is only known afterwards: realms are too big to be read twice. */
export const sweep = ({ name, isNeeded, run }: Sweep): SetupStep => ({
  name,
  plan: (context) =>
    Promise.resolve(
      isNeeded(context)
        ? {
            changes: [{ outcome: 'changed' as const, object: name }],
            foreseen: {},
            apply: async () => ({ lines: [[name, (await run(context)) === 0 ? 'kept' : 'changed']] }),
          }
        : undefined,
    ),
});

/** What steps are going to do in a realm. */
export interface StepsPlan {
  readonly changes: readonly Change[];
  /** How many of the steps change nothing. */
  readonly keptCount: number;
  /** What is to go and stays all the same. */
  readonly left: readonly string[];
}

/** Plans one step after the other, each as if those before it had been applied; writes nothing. */
export async function planSteps(
  steps: readonly SetupStep[],
  context: Omit<StepContext, 'results'>,
): Promise<StepsPlan> {
  let results: StepResults = {};
  let keptCount = 0;
  const changes: Change[] = [];
  const left: string[] = [];
  for (const { plan } of steps) {
    const planned = await plan({ ...context, results });
    if (planned === undefined) continue;
    results = { ...results, ...planned.foreseen };
    changes.push(...planned.changes);
    left.push(...(planned.left ?? []));
    if (planned.changes.length === 0) keptCount += 1;
  }
  return { changes, keptCount, left };
}

/** Plans and applies one step after the other, and reports each; returns what they left. */
export async function applySteps(
  steps: readonly SetupStep[],
  context: Omit<StepContext, 'results'>,
  before: StepResults = {},
): Promise<StepResults> {
  let results = before;
  for (const { plan } of steps) {
    const planned = await plan({ ...context, results });
    if (planned === undefined) continue;
    context.approve?.(planned.changes);
    const done = await planned.apply();
    results = { ...results, ...done.results };
    for (const line of done.lines) context.options.report(...line);
  }
  return results;
}

/** The client that is the realm's SCIM configuration, from the step that creates it. */
export const endpointClientOf = ({ results }: StepContext): ClientState =>
  required(results.endpointClient, `the client ${SCIM_CLIENT_ID}`);
