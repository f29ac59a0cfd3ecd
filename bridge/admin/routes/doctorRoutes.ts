import { REALM_FINDINGS } from '../../doctor/codes.ts';
import { examine } from '../../doctor/examine.ts';
import type { RunningBridge } from '../../doctor/facts.ts';
import type { DoctorReport } from '../contract.ts';
import { loadedTenant } from '../realmState.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, object, TEXTS } from '../schemas.ts';
import { keyServersOf } from './keyServerRoutes.ts';

/** The bridge itself, as the examination of a realm asks it. */
function runningBridge({ realm, tools }: AdminRequest): RunningBridge {
  async function loaded() {
    const known = await loadedTenant(tools, realm);
    if (known.tenant !== undefined) return known;
    // Perhaps it was mended a moment ago.
    await tools.reload(realm).catch(() => undefined);
    return loadedTenant(tools, realm);
  }
  return {
    loaded,
    trySignIn: () => tools.trySignIn(realm),
    async keyServerFailures() {
      const { tenant } = await loadedTenant(tools, realm);
      const servers = tenant === undefined ? [] : await keyServersOf(tenant, tools);
      return servers.flatMap(({ issuer, problem }) => (problem === undefined ? [] : [{ issuer, problem }]));
    },
    async brakeHolds() {
      const { tenant } = await loadedTenant(tools, realm);
      return (await tools.brake.state(realm, tenant?.config.brake)).engaged;
    },
  };
}

async function report(request: AdminRequest): Promise<DoctorReport> {
  const { caller, client, tools } = request;
  const { publicUrl, quirks, mayAsk, bridgeClientId, version } = tools;
  const { realm, inspection } = caller;
  const bridge = runningBridge(request);
  const examination = await examine({
    ...{ realm, inspection, client, bridge, publicUrl, quirks, mayAsk, bridgeClientId },
  });
  return { versions: { bridge: version, node: process.versions.node }, ...examination };
}

const AS_DATA = 'The same as data, for other languages than English.';

/** The route that examines a realm. */
export const DOCTOR_ROUTES: readonly AdminRoute[] = [
  route('GET /doctor', {
    operationId: 'examineRealm',
    summary:
      'Looks for everything that may be amiss in the realm, and says how to mend it; what the caller may not see is a finding of its own. To see all, a caller needs view-realm, view-users, view-identity-providers and manage-realm too.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'What was checked and found.',
        schema: object(
          {
            versions: object({
              bridge: { type: 'string', description: 'The version of the bridge.' },
              node: { type: 'string', description: 'The version of its Node.js.' },
            }),
            scimUrls: {
              ...listOf({ type: 'string', format: 'uri' }),
              description:
                'The SCIM URLs of the realm, the default one first; empty if they could not be read.',
            },
            issuer: {
              type: 'string',
              description: 'The issuer of tokens of the realm, as the bridge sees it.',
            },
            checks: {
              ...listOf(
                object({
                  check: { type: 'string', description: 'What is checked, in a few words.' },
                  outcome: { type: 'string', enum: ['pass', 'warning', 'fail', 'not checked'] },
                  seen: { type: 'string', description: 'What was seen; empty if there is nothing to say.' },
                  texts: { ...object({ check: TEXTS, seen: TEXTS }), description: AS_DATA },
                }),
              ),
              description: 'Every check with its outcome, in order.',
            },
            findings: {
              ...listOf(
                object({
                  code: { type: 'string', enum: Object.keys(REALM_FINDINGS) },
                  severity: { type: 'string', enum: ['error', 'warning', 'unchecked', 'note'] },
                  where: {
                    type: 'string',
                    description: 'The setting, client, attribute or user it is about.',
                  },
                  evidence: { type: 'string', description: 'What was seen there.' },
                  remedy: { type: 'string', description: 'What to do about it.' },
                  texts: {
                    ...object({ where: TEXTS, evidence: TEXTS, remedy: TEXTS }),
                    description: AS_DATA,
                  },
                }),
              ),
              description: 'What is amiss, and what could not be looked at; doctor.md has every code.',
            },
          },
          ['versions', 'scimUrls', 'checks', 'findings'],
        ),
      },
    },
    handle: async (request) => ({ status: 200, body: await report(request) }),
  }),
];
