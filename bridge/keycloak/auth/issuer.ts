import { failureOf, toKeycloakError } from '../port/failures.ts';
import { KeycloakError } from '../port/errors.ts';

/** What a realm calls itself in its tokens, kept. */
export interface RealmIssuer {
  /** Where the keys are that the realm signs its tokens with. */
  readonly keysUrl: string;
  /** The issuer as it is known; one that is old is read again behind the scenes. */
  get(): Promise<string>;
  /** Reads the issuer now. */
  refresh(): Promise<string>;
}

/** Where a realm's issuer is read. */
export interface IssuerOptions {
  readonly keycloakUrl: string;
  /** Milliseconds until a reading is given up. */
  readonly timeout: number;
}

/** Milliseconds after which the issuer is read again: a realm's frontend URL can be changed at any time. */
const OLD_AFTER = 300_000;

/** The address of a realm below Keycloak's address. */
export const realmUrl = (keycloakUrl: string, realm: string): string =>
  `${keycloakUrl}/realms/${encodeURIComponent(realm)}`;

async function read(realm: string, { keycloakUrl, timeout }: IssuerOptions): Promise<string> {
  const call = `the address of realm "${realm}"`;
  try {
    const answer = await fetch(`${realmUrl(keycloakUrl, realm)}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(timeout),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      const text = `Keycloak did not tell ${call} (${answer.status})`;
      throw new KeycloakError(failureOf(answer.status), text, { status: answer.status });
    }
    const { issuer } = (await answer.json()) as { issuer?: unknown };
    if (typeof issuer === 'string' && issuer !== '') return issuer;
  } catch (error) {
    throw toKeycloakError(error, call);
  }
  throw new KeycloakError('unexpected', `Keycloak did not tell ${call}`);
}

/** Creates the issuer of a realm, which the realm's public configuration tells: it may differ from the address by which the bridge reaches Keycloak. */
export function createIssuer(realm: string, options: IssuerOptions): RealmIssuer {
  let known: { issuer: string; at: number } | undefined;
  let pending: Promise<string> | undefined;

  async function load(): Promise<string> {
    try {
      const issuer = await read(realm, options);
      known = { issuer, at: Date.now() };
      return issuer;
    } finally {
      pending = undefined;
    }
  }
  const refresh = (): Promise<string> => (pending ??= load());

  return {
    keysUrl: `${realmUrl(options.keycloakUrl, realm)}/protocol/openid-connect/certs`,
    get() {
      if (known === undefined) return refresh();
      if (Date.now() - known.at > OLD_AFTER) refresh().catch(() => undefined);
      return Promise.resolve(known.issuer);
    },
    refresh,
  };
}
