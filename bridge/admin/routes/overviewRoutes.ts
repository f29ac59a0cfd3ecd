import { CALLER_RIGHTS } from '../../keycloak/port/callerRights.ts';
import type { ScimConfig } from '../../tenants/config.ts';
import { defaultGrantFindings, readDefaultGrants } from '../../tenants/references/defaultGrants.ts';
import { formatFinding } from '../../tenants/lint.ts';
import { brokenReferences, findingOf } from '../../tenants/references/checkReferences.ts';
import { isUsable } from '../../tenants/tokens.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { stateOf, TRUSTED, trustedIssuers } from '../connection.ts';
import type { RealmStatus } from '../contract.ts';
import { CREDENTIAL_USES, credentialUses } from '../credentialUses.ts';
import { loadedTenant, NO_CLIENT, NOT_SET_UP, summaryOf } from '../realmState.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, object, REALM_MEMBERS } from '../schemas.ts';
import { versionOf } from '../version.ts';

/** The lifecycle sections of the configuration document. */
const RULES = ['onboarding', 'offboarding', 'email', 'groups', 'ownership', 'protection', 'brake'] as const;

const rulesOf = (config: ScimConfig): Partial<ScimConfig> =>
  Object.fromEntries(RULES.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])));

/** Lists findings about the mapping and the rules in force, as far as the caller may see what they name. */
async function findingsOf(tenant: Tenant | undefined, { caller }: AdminRequest): Promise<string[]> {
  if (tenant === undefined) return [];
  const { config, settings, defaultGrants } = tenant;
  const [broken, grants] = await Promise.all([
    brokenReferences({ ...tenant, realm: caller.realm }),
    readDefaultGrants(caller.realm, settings),
  ]);
  return [
    ...tenant.findings,
    // A caller without the rights to see the grants gets what the bridge saw when it loaded the realm.
    ...defaultGrantFindings(config, grants ?? defaultGrants.grants),
    ...broken.map(findingOf),
  ].map(formatFinding);
}

/** Who asks, and what they may do. */
async function callerOf({ caller, nameHolder }: AdminRequest): Promise<RealmStatus['caller']> {
  const [rights, { label: name }] = await Promise.all([caller.recentRights(), nameHolder()]);
  return { name, rights };
}

async function status(request: AdminRequest): Promise<RealmStatus> {
  const { realm, client, tools } = request;
  const isSetUp = client !== NO_CLIENT;
  const [caller, loaded] = await Promise.all([
    callerOf(request),
    isSetUp ? loadedTenant(tools, realm) : { tenant: undefined, reason: NOT_SET_UP },
  ]);
  const { tenant } = loaded;
  const { tokens, config, problems } = stateOf(request, loaded);
  const { remoteToken } = config.authentication ?? {};
  const trusted = trustedIssuers(config.authentication);
  const { healthy, problem: storeProblem } = tools.journal.stats();
  const lastUses = await tools.journal.lastUses(realm).catch(() => new Map<string, number>());
  const { engaged } = await tools.brake.state(realm, config.brake);
  const allProblems = [
    ...problems,
    engaged ? 'The brake on leavers holds; look at the journal, and release it.' : undefined,
  ].filter((sentence) => sentence !== undefined);
  return {
    ...summaryOf(realm, client, loaded),
    setUp: isSetUp,
    version: versionOf(client.attributes),
    caller,
    mode: config.mode ?? 'provision',
    revision: config.revision ?? 0,
    problems: allProblems,
    rules: rulesOf(config),
    findings: await findingsOf(tenant, request),
    credentials: {
      staticTokens: tokens.filter((token) => isUsable(token)).length,
      basic: config.authentication?.basic ?? true,
      remoteToken: remoteToken !== undefined,
      issuers: trusted.map(({ name }) => name),
      trusted,
      uses: credentialUses(config, tokens, trusted, lastUses),
    },
    journal: { healthy, ...(storeProblem === undefined ? {} : { problem: storeProblem }) },
  };
}

const strings = listOf({ type: 'string' });

/** The routes of a realm's status and of the bridge's sign-in. */
export const OVERVIEW_ROUTES: readonly AdminRoute[] = [
  route('GET /', {
    operationId: 'readStatus',
    beforeSetup: 'view-clients',
    summary:
      'The state of SCIM in the realm: whether it is set up and served, and if not, why; and what the caller may do.',
    rights: 'view-clients',
    answers: {
      200: {
        description: 'The status.',
        schema: object({
          ...REALM_MEMBERS,
          setUp: { type: 'boolean', description: 'Whether SCIM is set up in the realm at all.' },
          version: {
            type: 'string',
            description: 'The version of its configuration: what `GET /config` has as ETag, for `If-Match`.',
          },
          caller: object({
            name: { type: 'string', description: 'Who asks.' },
            rights: {
              ...listOf({ type: 'string', enum: CALLER_RIGHTS }),
              description: 'The rights over the realm that Keycloak lets the caller use.',
            },
          }),
          mode: { type: 'string', enum: ['provision', 'observe'] },
          revision: { type: 'integer' },
          problems: strings,
          rules: object(Object.fromEntries(RULES.map((name) => [name, {}])), []),
          findings: strings,
          credentials: object({
            staticTokens: { type: 'integer' },
            basic: { type: 'boolean' },
            remoteToken: { type: 'boolean' },
            issuers: strings,
            trusted: TRUSTED,
            uses: CREDENTIAL_USES,
          }),
          journal: object({ healthy: { type: 'boolean' }, problem: { type: 'string' } }, ['healthy']),
        }),
      },
    },
    handle: async (request) => ({ status: 200, body: await status(request) }),
  }),
  route('GET /bridge', {
    operationId: 'readBridge',
    beforeSetup: 'view-realm',
    summary: 'How the running bridge signs in to realms, also before SCIM is set up in this one.',
    rights: 'view-clients, view-realm',
    query: [
      {
        name: 'nonce',
        description:
          'A random text; with `proof`, the answer tells whether the caller knows the secret of the bridge.',
        schema: { type: 'string', minLength: 16, maxLength: 100 },
      },
      {
        name: 'proof',
        description:
          'The HMAC-SHA256 (base64url) of `keycloak-scim-bridge/proof/<nonce>`, with the secret of the client of the bridge in this realm as key.',
        schema: { type: 'string', maxLength: 100 },
      },
    ],
    answers: {
      200: {
        description: 'How it signs in. Keys are public; secrets are never told.',
        schema: object(
          {
            version: { type: 'string', description: 'The version of the bridge.' },
            clientId: { type: 'string', description: 'The id of its client in every realm.' },
            kind: { type: 'string', enum: ['key', 'secret'] },
            keys: listOf(
              object({
                kid: { type: 'string' },
                thumbprint: { type: 'string', description: 'The thumbprint of the public key (RFC 7638).' },
                inFile: {
                  type: 'boolean',
                  description: 'Whether the key file holds it; otherwise it did before, and is still tried.',
                },
                realms: { type: 'integer', description: 'How many connected realms accepted it last.' },
              }),
            ),
            matches: {
              type: 'boolean',
              description: 'Whether the proof is right; absent with a key or without a proof.',
            },
          },
          ['version', 'clientId', 'kind', 'keys'],
        ),
      },
    },
    handle: async ({ realm, tools, query: { nonce, proof } }) => ({
      status: 200,
      body: await tools.signIn(
        realm,
        nonce === undefined || proof === undefined ? undefined : { nonce, proof },
      ),
    }),
  }),
  route('POST /reload', {
    operationId: 'reloadRealm',
    summary: 'Reads the realm again, so that a change made in Keycloak is in force with the next request.',
    rights: 'view-clients',
    answers: { 204: { description: 'It is read again.' } },
    handle: async ({ realm, tools }) => {
      await tools.reload(realm);
      return { status: 204 };
    },
  }),
];
