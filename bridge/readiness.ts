import type { KnownRealm } from './tenants/tenants.ts';

/** What keeps the bridge from serving. */
export interface Readiness {
  /** What keeps it from serving any realm; empty if it is ready. */
  readonly obstacles: readonly string[];
  /** What keeps it from serving some realms, or soon will. */
  readonly degraded: readonly string[];
}

/** What readiness is made of. */
export interface ReadinessParts {
  readonly keycloakUrl: string;
  readonly keycloakAnswers: () => Promise<boolean>;
  readonly knownRealms: () => readonly KnownRealm[];
  /** What is wrong with the key file; `undefined` if nothing is. */
  readonly keyFileProblem: () => string | undefined;
}

/** Maximum number of realms that are named. */
const MAX_REALMS = 20;

/** Maximum characters of one reason. */
const MAX_REASON = 400;

function realmLines(blocked: readonly KnownRealm[]): string[] {
  const lines = blocked
    .slice(0, MAX_REALMS)
    .map(({ realm, reason = '' }) => `Realm "${realm}" is not served: ${reason.slice(0, MAX_REASON)}`);
  const more = blocked.length - lines.length;
  return more === 0 ? lines : [...lines, `${more} more realms are not served`];
}

/**
 * Tells what keeps the bridge from serving: it is not ready if Keycloak does not answer, or if none of the realms that
 * are to be served can be.
 */
export async function readinessOf(parts: ReadinessParts): Promise<Readiness> {
  const { keycloakUrl, keycloakAnswers, knownRealms, keyFileProblem } = parts;
  if (!(await keycloakAnswers())) {
    return { obstacles: [`Keycloak does not answer at ${keycloakUrl}`], degraded: [] };
  }
  const realms = knownRealms();
  const blocked = realms.filter(({ reason }) => reason !== undefined);
  const problem = keyFileProblem();
  const keyFileLines =
    problem === undefined ? [] : [`BRIDGE_KEY_FILE: ${problem} The keys before stay in force.`];
  const lines = [...keyFileLines, ...realmLines(blocked)];
  const isNoneServed = blocked.length > 0 && blocked.length === realms.length;
  return isNoneServed ? { obstacles: lines, degraded: [] } : { obstacles: [], degraded: lines };
}
