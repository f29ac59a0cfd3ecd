import { englishFinding } from '../../mappers/finding.ts';
import type { Change, DescribedChange } from '../../bridge/keycloak/setup/part.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { readTenantConfig, SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { isUsable } from '../../bridge/tenants/tokens.ts';
import { DocumentError } from '../../documents/mistake.ts';
import { canonicalJson, type Json } from '../../scim/json.ts';
import { CommandError } from '../commandError.ts';
import { withoutSecrets } from '../fleet/withoutSecrets.ts';
import { LIFECYCLE_MEMBERS } from '../../bridge/enablement/request/lifecycle.ts';
import type { RealmPlan } from '../model/realmPlan.ts';
import type { SetupRequest } from '../../bridge/enablement/request/setupRequest.ts';
import { compileRequest, NEW_REALM } from '../../bridge/enablement/plan/compileRequest.ts';
import { compileDesiredRealm, type DesiredRealm } from '../../bridge/enablement/plan/desiredRealm.ts';
import { checkProof } from '../../bridge/enablement/enable.ts';
import { unknownRealm } from './unknownRealm.ts';
import { planSteps } from '../../bridge/enablement/steps/step.ts';
import { STEPS } from '../../bridge/enablement/steps/steps.ts';

/** The text that stands for a change in a plan: two changes are the same if it is. */
export const changeKey = ({ outcome, object, fields = [] }: DescribedChange, ignoresBefore = false): string =>
  canonicalJson(
    JSON.parse(
      JSON.stringify([
        outcome,
        object,
        fields.map(({ field, from, to, isSecret }) =>
          isSecret === true ? [field] : [field, ignoresBefore ? null : (from ?? null), to ?? null],
        ),
      ]),
    ) as Json,
  );

/** Takes values out of a change that are never to be shown. */
function withoutSecretValues(change: DescribedChange, secrets: readonly string[]): DescribedChange {
  const { outcome, object, fields } = change;
  const holdsSecret = (value: unknown): boolean => {
    const text = value === undefined ? '' : JSON.stringify(value);
    return secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
  };
  return {
    outcome,
    object: withoutSecrets(object, secrets),
    fields: fields?.map(({ field, ...values }) => ({
      field: withoutSecrets(field, secrets),
      ...(values.isSecret === true || holdsSecret(values.from) || holdsSecret(values.to)
        ? { isSecret: true }
        : values),
    })),
  };
}

/** The changes as they are shown: each by itself, removals first. */
export function shownChanges(changes: readonly Change[], secrets: readonly string[]): DescribedChange[] {
  const shown = changes.flatMap(({ besides = [], ...change }) =>
    [change, ...besides].map((one) => withoutSecretValues(one, secrets)),
  );
  return [
    ...shown.filter(({ outcome }) => outcome === 'removed'),
    ...shown.filter(({ outcome }) => outcome !== 'removed'),
  ];
}

/** Lists what the realm has beside what the document names. */
async function leftAlone(
  { realm }: RealmSetup,
  { config }: DesiredRealm,
  request: SetupRequest,
): Promise<string[]> {
  const { attributes = {} } = (await realm.client(SCIM_CLIENT_ID)) ?? {};
  const declaredLabels = new Set((request.tokens ?? []).map(({ label }) => label));
  const declaredRules = Object.keys(Object(request.lifecycle?.document) as object);
  return [
    ...readTenantConfig(attributes)
      .tokens.filter((token) => isUsable(token) && !declaredLabels.has(token.label))
      .map(({ label }) => `token "${label}"`),
    ...LIFECYCLE_MEMBERS.filter(
      (member) => config[member] !== undefined && !declaredRules.includes(member),
    ).map((member) => `lifecycle.${member}`),
    ...(request.authentication === undefined && config.authentication !== undefined
      ? ['authentication']
      : []),
    ...(request.mapping === undefined && config.mapping !== undefined ? ['mapping'] : []),
    ...(request.publicUrls === undefined && config.publicUrls !== undefined ? ['publicUrls'] : []),
  ];
}

/** The findings as they are shown. */
const shownFindings = ({ findings }: DesiredRealm, secrets: readonly string[]): RealmPlan['findings'] =>
  findings.map(englishFinding).map(({ hint, ...finding }) => ({
    ...finding,
    sentence: withoutSecrets(finding.sentence, secrets),
    ...(hint === undefined ? {} : { hint: withoutSecrets(hint, secrets) }),
  }));

/** Compiles what a realm that does not exist yet is to have. */
function compileNewRealm(name: string, request: SetupRequest): DesiredRealm {
  const { profile, mistakes, mappingMistakes, ...compiled } = compileRequest(name, NEW_REALM, request);
  const allMistakes = [...mistakes, ...mappingMistakes];
  if (profile === undefined || allMistakes.length > 0) throw new DocumentError(allMistakes);
  return { ...compiled, profile, broken: [], settingsBefore: NEW_REALM.settings, attributesBefore: {} };
}

/** Plans a realm that does not exist yet. */
async function planNewRealm(
  setup: RealmSetup,
  request: SetupRequest,
  secrets: readonly string[],
): Promise<RealmPlan> {
  await checkProof(setup, request, true);
  const desired = compileNewRealm(setup.name, request);
  const { changes, keptCount } = await planSteps(STEPS, {
    setup,
    desired,
    options: request,
    realmExists: false,
  });
  const created: DescribedChange = { outcome: 'created', object: `realm ${setup.name}` };
  return {
    changes: [created, ...shownChanges(changes, secrets)],
    keptCount,
    left: [],
    findings: shownFindings(desired, secrets),
  };
}

/** How a realm is planned. */
interface PlanOptions {
  /** Whether a realm that does not exist is to be created. */
  readonly creates: boolean;
  /** Texts that are never to be shown. */
  readonly secrets: readonly string[];
}

/** Plans what a request would do to a realm; writes nothing. */
export async function planRealm(
  setup: RealmSetup,
  request: SetupRequest,
  { creates, secrets }: PlanOptions,
): Promise<RealmPlan> {
  const enabled = await setup.realmEnabled();
  if (enabled === undefined) {
    if (!creates) throw unknownRealm(setup.name, 'With "create": true its document has it made.');
    return planNewRealm(setup, request, secrets);
  }
  if (!enabled) throw new CommandError(`Realm "${setup.name}" is disabled; enable it in Keycloak first.`);
  await checkProof(setup, request);
  const desired = await compileDesiredRealm(setup, request, { checksWhatStays: false });
  const { changes, keptCount, left } = await planSteps(STEPS, { setup, desired, options: request });
  return {
    changes: shownChanges(changes, secrets),
    keptCount,
    left: [...left, ...(await leftAlone(setup, desired, request))],
    findings: shownFindings(desired, secrets),
  };
}
