import { message } from '../../../documents/text.ts';
import { enable } from '../../enablement/enable.ts';
import { refuseOtherBridge } from '../../enablement/otherBridge.ts';
import { ENABLE_OPTIONS, type EnableOptions } from '../../enablement/request/enableOptions.ts';
import type { StepOutcome } from '../../enablement/steps/step.ts';
import type { CallerRight } from '../../keycloak/port/callerRights.ts';
import { ATTRIBUTE } from '../../tenants/config.ts';
import type { EnabledRealm } from '../contract.ts';
import { expiryOf } from '../expiry.ts';
import { FINDINGS, findingsBody } from '../findings.ts';
import { Problem, toProblem } from '../problem.ts';
import { route, type AdminAnswer, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, object } from '../schemas.ts';
import { setupAudit } from '../setupAudit.ts';
import { refuseOtherVersion } from '../version.ts';

/** The rights that setting a realm up takes. */
const RIGHTS = ['manage-clients', 'manage-realm', 'manage-users'] as const satisfies readonly CallerRight[];

/** Refuses callers who lack a right, before anything is written: Keycloak would refuse them half-way. */
async function refuseWithoutRights({ caller }: AdminRequest): Promise<void> {
  const rights = await caller.rights();
  const missing = RIGHTS.filter((right) => !rights.includes(right));
  if (missing.length === 0) return;
  throw new Problem(
    'forbidden',
    `Setting a realm up takes the rights ${RIGHTS.join(', ')} over it, and you lack ${missing.join(', ')}. Nothing was changed.`,
  );
}

/** The steps that changed something, as the audit has them. */
const changesAmong = (steps: readonly StepOutcome[]) =>
  steps.flatMap(({ outcome, ...step }) => (outcome === 'kept' ? [] : [{ ...step, outcome }]));

/** The problem that set-up met; if something was changed before, it says so. */
async function interrupted(
  error: unknown,
  { realm, caller, tools }: AdminRequest,
  report: { readonly steps: readonly StepOutcome[]; readonly options: readonly string[] },
): Promise<Problem> {
  const problem = toProblem(error);
  const steps = changesAmong(report.steps);
  if (steps.length === 0) return problem;
  await tools.reload(realm).catch(() => undefined);
  await caller.realm.settings().then(
    ({ id }) => {
      tools.identify(realm, id);
    },
    () => undefined,
  );
  const done = steps.map(({ step }) => step).join('; ');
  return new Problem(
    problem.code,
    `${problem.message} Done before that: ${done}. A repetition does the rest.`,
    {
      audit: setupAudit({ options: report.options, steps, problem: problem.message }),
      headers: problem.headers,
      cause: error,
    },
  );
}

/** Switches SCIM on with the rights of the caller, as `realm-config enable` does. */
async function enableRealm(request: AdminRequest): Promise<AdminAnswer<EnabledRealm>> {
  await refuseWithoutRights(request);
  refuseOtherVersion(request);
  const { realm, tools, body, openSetup } = request;
  const { expires: end, console: isPresent, replaceBridgeKey = false, ...options } = body as EnableOptions;
  const expires = expiryOf(end);
  const { publicUrl, consoleUrl, quirks, mayAsk, bridgeClientId } = tools;
  const report = { steps: [] as StepOutcome[], options: Object.keys(body as object) };
  try {
    const setup = openSetup();
    if (!replaceBridgeKey) await refuseOtherBridge(setup, bridgeClientId, (realm) => tools.trySignIn(realm));
    const { findings, ...enabled } = await enable(setup, {
      ...options,
      ...{ expires, publicUrl, quirks, mayAsk, bridgeClientId },
      console: isPresent === undefined ? undefined : { isPresent, consoleUrl },
      ...tools.clientProof(),
      deliver: ({ id, label, token }) => {
        tools.rememberToken({ realm, id, label }, token);
        return Promise.resolve();
      },
      report(step, outcome, changes = []) {
        report.steps.push({ step, outcome, ...(changes.length === 0 ? {} : { changes }) });
      },
    });
    const changes = changesAmong(report.steps);
    return {
      status: 200,
      body: { ...enabled, ...findingsBody(findings), steps: report.steps },
      audit: setupAudit({ options: report.options, steps: changes }),
      isUnchanged: changes.length === 0,
    };
  } catch (error) {
    throw await interrupted(error, request, report);
  }
}

const text = (description: string) => ({ type: 'string', description });

const ENABLED = object(
  {
    steps: {
      ...listOf(
        object(
          {
            step: text('What it is about.'),
            outcome: { type: 'string', enum: ['kept', 'changed', 'created', 'removed'] },
            changes: listOf({ type: 'string' }),
          },
          ['step', 'outcome'],
        ),
      ),
      description: 'What was done, in order.',
    },
    ...FINDINGS,
    profile: text('The profile of the realm.'),
    scimUrl: { ...text('The SCIM URL.'), format: 'uri' },
    token: text('The static token; absent if the realm has one already, for tokens are shown once.'),
    staticTokens: { type: 'boolean', description: 'False if the realm accepts no static tokens.' },
    tokenEndpoint: { ...text("The realm's token endpoint, if its tokens are accepted."), format: 'uri' },
    clientId: text('The client that asks that endpoint for tokens.'),
  },
  ['steps', 'findings', 'texts', 'profile', 'scimUrl'],
);

/** The routes that switch SCIM off and on. */
export const ENABLEMENT_ROUTES: readonly AdminRoute[] = [
  route('POST /disable', {
    operationId: 'disableRealm',
    changes: true,
    summary: 'Switches SCIM off, at once, and changes nothing else; enable switches it on again.',
    rights: 'manage-clients',
    answers: {
      200: {
        description: 'It is off.',
        schema: object({ changed: { type: 'boolean', description: 'Whether it was on before.' } }),
      },
    },
    handle: async ({ caller, client }) => {
      if (client.attributes[ATTRIBUTE.enabled] !== 'true')
        return { status: 200, body: { changed: false }, isUnchanged: true };
      await caller.setClientAttributes(client.id, { [ATTRIBUTE.enabled]: 'false' });
      return { status: 200, body: { changed: true }, audit: message('SCIM was switched off.') };
    },
  }),
  route('POST /enable', {
    operationId: 'enableRealm',
    changes: true,
    beforeSetup: 'view-realm',
    conditional: 'onRequest',
    summary:
      'Switches SCIM on and makes all that it needs in the realm, as "realm-config enable" does; may be repeated. It changes nothing where it would cut off another bridge.',
    rights: RIGHTS.join(', '),
    body: ENABLE_OPTIONS,
    answers: { 200: { description: 'What was done, and what to copy.', schema: ENABLED } },
    handle: enableRealm,
  }),
];
