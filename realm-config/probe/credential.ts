import type { Configuration } from '../../bridge/admin/contract.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { textAt } from '../../scim/json.ts';
import type { AdminApi } from '../adminApi.ts';
import { strangerFinding } from './answers.ts';
import { fail, pass, type CheckResult, type Finding } from '../../bridge/connecting/finding.ts';
import type { ProbeCredential } from './probe.ts';
import { ask } from './request.ts';

/** A credential for a test, and how it is given back. */
export interface TestCredential {
  /** `undefined` if there is none, with the reason in `reason`. */
  readonly credential: ProbeCredential | undefined;
  readonly reason: string;
  /** Checks that were made on the way. */
  readonly checks: readonly CheckResult[];
  /** Texts that must not be shown. */
  readonly secrets: readonly string[];
  /** Makes the credential worthless; returns a sentence if that failed. */
  readonly release: () => Promise<string | undefined>;
}

const NOTHING_TO_RELEASE = (): Promise<undefined> => Promise.resolve(undefined);

/** The credential that the operator gave: a token, or the whole value of an Authorization header. */
export function givenCredential(text: string, acceptsBasic: boolean): TestCredential {
  const isHeader = /^(bearer|basic)\s/i.test(text);
  return {
    credential: {
      authorization: isHeader ? text : `Bearer ${text}`,
      ...(acceptsBasic && text.startsWith('scim_') ? { basicToken: text } : {}),
    },
    reason: '',
    checks: [],
    secrets: [text.replace(/^(bearer|basic)\s+/i, '')],
    release: NOTHING_TO_RELEASE,
  };
}

/** How long a token for a test lives; within an hour, so that it can be forgotten. */
const LIFETIME_MS = 600_000;

const LABEL = 'realm-config test';

async function staticToken(
  api: AdminApi,
  realm: string,
  options: { readonly readOnly: boolean; readonly acceptsBasic: boolean },
): Promise<TestCredential> {
  const expires = new Date(Date.now() + LIFETIME_MS).toISOString();
  const { readOnly, acceptsBasic } = options;
  const body = { label: LABEL, expires, readOnly };
  const { token, id } = (await api(realm, { route: 'POST /tokens', body })).body;
  return {
    credential: { authorization: `Bearer ${token}`, ...(acceptsBasic ? { basicToken: token } : {}) },
    reason: '',
    checks: [],
    secrets: [token],
    async release() {
      try {
        await api(realm, { route: 'DELETE /tokens/{id}', id, query: { forget: 'true' } });
        return undefined;
      } catch (error) {
        return `The token ${id} of the test was not revoked; it ends at ${expires}: ${(error as Error).message}`;
      }
    },
  };
}

/** Asks the realm's token endpoint for a token, as identity providers do (RFC 6749 §4.4). */
async function tokenOf(
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<{ finding: Finding; token: string }> {
  const reply = await ask(endpoint, { method: 'POST', body: new URLSearchParams(parameters) }, { timeoutMs });
  if ('code' in reply) return { finding: strangerFinding(reply), token: '' };
  const { status, json = {} } = reply;
  const token = textAt(json, 'access_token');
  if (status === 200 && token !== '') return { finding: pass(endpoint), token };
  const reason = [textAt(json, 'error'), textAt(json, 'error_description')].filter((text) => text !== '');
  return {
    finding: fail(
      `${endpoint} answered ${status}${reason.length === 0 ? '' : `: ${reason.join(', ')}`}`,
      'Let the proxy send /realms/ to Keycloak, and look at the client in Keycloak; "realm-config enable REALM --remote-token" sets it up.',
    ),
    token: '',
  };
}

/** What is needed to make a credential. */
export interface CredentialOptions {
  readonly readOnly: boolean;
  readonly timeoutMs: number;
}

/**
 * Makes a credential for a test: a token of the realm's token endpoint if the realm accepts those, otherwise a static
 * token that ends within minutes.
 */
export async function makeCredential(
  api: AdminApi,
  realm: string,
  { config }: Configuration,
  { readOnly, timeoutMs }: CredentialOptions,
): Promise<TestCredential> {
  const { staticTokens = true, basic = true, remoteToken } = config.authentication ?? {};
  const checks: CheckResult[] = [];
  if (remoteToken !== undefined && (remoteToken.clients ?? [SCIM_CLIENT_ID]).includes(SCIM_CLIENT_ID)) {
    const { tokenEndpoint, clientId } = (await api(realm, { route: 'GET /connection' })).body;
    const { clientSecret } = (await api(realm, { route: 'POST /connection/secret' })).body;
    const { scope } = remoteToken;
    const { finding, token } = await tokenOf(
      tokenEndpoint,
      {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        ...(scope === undefined ? {} : { scope }),
      },
      timeoutMs,
    );
    checks.push({ check: 'token endpoint', ...finding });
    if (token !== '') {
      const credential = { authorization: `Bearer ${token}` };
      return { credential, reason: '', checks, secrets: [token], release: NOTHING_TO_RELEASE };
    }
  }
  if (staticTokens) return { ...(await staticToken(api, realm, { readOnly, acceptsBasic: basic })), checks };
  const reason = 'The realm accepts no static tokens: give a token that it accepts with --token.';
  return { credential: undefined, reason, checks, secrets: [], release: NOTHING_TO_RELEASE };
}
