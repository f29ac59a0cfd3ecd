import type { Activity } from '../journal/entry.ts';
import type { TenantConfig } from '../tenants/config.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { statusOf } from '../tenants/tokens.ts';

/** Every light of a realm: all is well, something to look at, out of order, and switched off. */
export const LIGHTS = ['green', 'amber', 'red', 'off'] as const;

/** The light of a realm. */
export type Light = (typeof LIGHTS)[number];

const DAY_MS = 86_400_000;

/** For how long back requests count, and how soon a token ends that expires soon. */
export const RECENT_MS = DAY_MS;
const SOON_MS = 30 * DAY_MS;

/** What is known of a realm. */
export interface RealmFacts {
  readonly enabled: boolean;
  readonly tenant: Tenant | undefined;
  readonly brakeEngaged: boolean;
  /** When the first of its static tokens expires, in milliseconds since 1970. */
  readonly tokenExpires: number | undefined;
  /** What came of the requests of the last day; `undefined` if the journal cannot be read. */
  readonly activity: Activity | undefined;
}

/** Why a realm has its light. */
interface Reason {
  readonly light: Exclude<Light, 'green'>;
  readonly meaning: string;
  readonly holds: (facts: RealmFacts, now: number) => boolean;
}

/** Every reason for a light other than green; the first that holds has the say. */
export const REASONS = {
  disabled: {
    light: 'off',
    meaning: 'SCIM, or its client, is switched off in Keycloak',
    holds: ({ enabled }) => !enabled,
  },
  notServed: {
    light: 'red',
    meaning: 'the bridge does not serve it: the status of the realm says why',
    holds: ({ tenant }) => tenant === undefined,
  },
  onlyFailures: {
    light: 'red',
    meaning: 'all recorded requests of the last 24 hours failed, although a credential was accepted before',
    // Anybody can send a wrong credential to a realm that no identity provider uses yet.
    holds: ({ activity }) =>
      activity?.lastUse !== undefined && activity.failed > 0 && activity.succeeded === 0,
  },
  credentialRefused: {
    light: 'amber',
    meaning: 'the last request was refused for its credential',
    holds: ({ activity }) => (activity?.lastRefusal ?? 0) > (activity?.lastUse ?? 0),
  },
  brakeEngaged: {
    light: 'amber',
    meaning: 'the brake on leavers is engaged',
    holds: ({ brakeEngaged }) => brakeEngaged,
  },
  tokenExpires: {
    light: 'amber',
    meaning: 'a static token expires within 30 days',
    holds: ({ tokenExpires }, now) => tokenExpires !== undefined && tokenExpires - now < SOON_MS,
  },
  findings: {
    light: 'amber',
    meaning: 'there are findings about its mapping: the status of the realm lists them',
    holds: ({ tenant }) => tenant !== undefined && tenant.findings.length > 0,
  },
  noRequests: {
    light: 'amber',
    meaning: 'there was no request in the last 24 hours',
    holds: ({ activity }, now) =>
      activity !== undefined &&
      activity.succeeded + activity.failed === 0 &&
      now - (activity.lastUse ?? 0) > RECENT_MS,
  },
  journalUnavailable: {
    light: 'amber',
    meaning: 'the journal cannot be read, so that nothing is known of requests',
    holds: ({ activity }) => activity === undefined,
  },
} as const satisfies Readonly<Record<string, Reason>>;

/** The code of a reason. */
export type ReasonCode = keyof typeof REASONS;

/** Tells the light of a realm, and every reason for it; of a realm that is off there is one. */
export function lightOf(facts: RealmFacts, now: number): { light: Light; reasons: readonly ReasonCode[] } {
  const codes = (Object.keys(REASONS) as ReasonCode[]).filter((code) => REASONS[code].holds(facts, now));
  const [first] = codes;
  if (first === undefined) return { light: 'green', reasons: [] };
  const { light } = REASONS[first];
  return { light, reasons: light === 'off' ? [first] : codes };
}

/** When the first of the static tokens in use expires, in milliseconds since 1970; `undefined` if none ever does. */
export function firstExpiry({ tokens }: Pick<TenantConfig, 'tokens'>, now: number): number | undefined {
  const ends = tokens
    .filter((token) => statusOf(token, now) === 'active' && token.expires !== undefined)
    .map(({ expires }) => Date.parse(expires ?? ''));
  return ends.length === 0 ? undefined : Math.min(...ends);
}
