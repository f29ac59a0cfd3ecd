import { findExcess } from '../../documents/bounds.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import { createValidator } from '../../documents/validate.ts';
import { SOURCE_PATTERN } from '../credentials/principal.ts';
import type { TokenRecord } from '../credentials/static/staticToken.ts';
import { isAddress } from './baseUrl.ts';
import schema from './scimConfig.schema.json' with { type: 'json' };
import { message } from '../../documents/text.ts';

/** The client whose attributes are a realm's SCIM configuration. */
export const SCIM_CLIENT_ID = 'scim-endpoint';

/** The client scope that this client may ask for: some identity providers cannot leave a scope out. */
export const SCIM_SCOPE = 'scim';

/** The names, or their beginnings, of that client's attributes. */
export const ATTRIBUTE = {
  enabled: 'scim.enabled',
  profile: 'scim.profile',
  config: 'scim.config',
  token: 'scim.token.',
  revoked: 'scim.revoked.',
} as const;

/** The document in `scim.config`. */
export interface ScimConfig {
  readonly version: 1;
  /** The number of changes of the document so far. */
  readonly revision?: number;
  /** Further addresses of the realm, without trailing slashes. */
  readonly publicUrls?: readonly string[];
  readonly authentication?: Authentication;
  readonly indexed?: readonly string[];
  /** The realm's changes of the mapping of its profile; checked when it is compiled. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly limits?: { readonly scan?: number };
  readonly brake?: BrakeRule;
  readonly onboarding?: OnboardingRules;
  readonly offboarding?: OffboardingRules;
  /** What becomes of a person whose e-mail address Keycloak does not take; by default `refuse`. */
  readonly email?: 'keep' | 'refuse';
  readonly groups?: GroupRules;
  /** Which users a client sees and changes; by default `all`. */
  readonly ownership?: 'all' | 'own';
  readonly protection?: ProtectionRules;
  /** With `observe`, everything is checked and journalled, and nothing is written. */
  readonly mode?: 'provision' | 'observe';
}

/** Names of roles: realm roles, and client roles by client id. */
export interface RoleNames {
  readonly realmRoles?: readonly string[];
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
}

/** What users get when SCIM creates them. */
export interface OnboardingRules extends RoleNames {
  /** Paths of groups. */
  readonly groups?: readonly string[];
  readonly requiredActions?: readonly string[];
  /** Whether they get the realm role `scim-managed`; by default not. */
  readonly markerRole?: boolean;
  readonly emailVerified?: boolean;
  readonly invitation?: InvitationRule;
  readonly identityProvider?: IdentityProviderRule;
}

/** The e-mail that leads a new user to required actions. */
export interface InvitationRule {
  /** The required actions in the e-mail; by default `UPDATE_PASSWORD`. */
  readonly actions?: readonly string[];
  readonly lifespanMinutes?: number;
  readonly clientId?: string;
  readonly redirectUri?: string;
}

/** How new users are linked to an identity provider of the realm. */
export interface IdentityProviderRule {
  readonly alias: string;
  /** The SCIM path of the user's id at the identity provider. */
  readonly userId: string;
  /** The SCIM path of the user's name at the identity provider; by default `userName`. */
  readonly userName?: string;
}

/** What happens to users who leave. */
interface OffboardingRules {
  /** What DELETE does; by default `delete`. */
  readonly delete?: 'delete' | 'hide';
}

/** What SCIM groups are in Keycloak. */
interface GroupRules {
  readonly as?: 'groups' | 'roles';
  readonly roles?: readonly GroupRoleRule[];
}

/** Roles that groups get because of their names. */
interface GroupRoleRule extends RoleNames {
  /** A pattern for the displayName, ignoring case; `*` matches any text. */
  readonly group: string;
}

/** Which users can be read through SCIM, but not changed. */
export interface ProtectionRules {
  /** Patterns for usernames or e-mail addresses, ignoring case; `*` matches any text. */
  readonly breakGlass?: readonly string[];
  /** The roles of `realm-management` that make an administrator; by default all of them. */
  readonly administrationRoles?: readonly string[];
}

/**
 * The number of users who may leave within a window before the brake engages; with both `users` and `percent`, the
 * smaller one counts.
 */
export interface BrakeRule {
  /** Maximum number of users disabled or deleted in the window. */
  readonly users?: number;
  /** The maximum in percent of the realm's users. */
  readonly percent?: number;
  /** Length of the window; by default 60. */
  readonly minutes?: number;
  /** Whether the engaged brake also refuses deactivations (503); by default they go through. */
  readonly holdDeactivations?: boolean;
  /** Minutes after which the brake releases itself; by default never. */
  readonly releaseAfterMinutes?: number;
}

/** Which credentials a realm accepts. */
export interface Authentication {
  readonly staticTokens?: boolean;
  readonly basic?: boolean;
  readonly remoteToken?: {
    readonly clients?: readonly string[];
    readonly scope?: string;
    readonly account?: string;
    readonly readOnly?: boolean;
    /** The source of the users that such clients create. */
    readonly source?: string;
  };
  /** Checked when they are read. */
  readonly issuers?: readonly unknown[];
}

/** A static token as the realm stores it: its hash, never the token itself. */
export interface StoredToken extends TokenRecord {
  /** When it was created (ISO 8601). */
  readonly created: string;
}

/** A realm's SCIM configuration as read from its client, without the document in `scim.config`. */
export interface TenantConfig {
  readonly enabled: boolean;
  readonly profile: string;
  /** All tokens, also revoked ones. */
  readonly tokens: readonly StoredToken[];
  /** The mistakes in single tokens, which are ignored. */
  readonly problems: readonly string[];
}

const findMistakes = createValidator(schema);

function parse(text: string, attribute: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const sentence = message('This is not JSON: {problem}', { problem: (error as Error).message });
    throw new DocumentError([{ file: attribute, pointer: '', code: 'notJson', sentence }]);
  }
}

/** Lists the mistakes in `publicUrls`: texts that are no address. */
export const brokenAddresses = ({ publicUrls }: { readonly publicUrls?: unknown }): Mistake[] =>
  (Array.isArray(publicUrls) ? publicUrls : []).flatMap((url: unknown, at): Mistake[] =>
    typeof url !== 'string' || isAddress(url)
      ? []
      : [
          {
            file: ATTRIBUTE.config,
            pointer: `/publicUrls/${at}`,
            code: 'wrongFormat',
            sentence: message('This is no address such as https://id.example.com.'),
          },
        ],
  );

/** Lists the mistake of roles of groups where groups are roles. */
function wrongGroupRoles({ groups }: { readonly groups?: unknown }): Mistake[] {
  const { as, roles } = Object(groups) as { readonly as?: unknown; readonly roles?: unknown };
  if (as !== 'roles' || !Array.isArray(roles) || roles.length === 0) return [];
  const sentence = message('Only groups hold roles; where groups are roles there are no such rules.');
  return [{ file: ATTRIBUTE.config, pointer: '/groups/roles', code: 'wrongCombination', sentence }];
}

/** Reads a document for `scim.config`; each check also gets documents whose shape has mistakes. */
function readConfig(
  text: string | undefined,
  ...checks: readonly ((document: object) => readonly Mistake[])[]
): ScimConfig {
  const value = parse(text ?? '{"version":1}', ATTRIBUTE.config);
  const place = { file: ATTRIBUTE.config, pointer: '' };
  const excess = findExcess(value, place);
  if (excess !== undefined) throw new DocumentError([excess]);
  const document = Object(value) as object;
  const shapeMistakes = findMistakes(value, place);
  const known = new Set(shapeMistakes.map(({ pointer }) => pointer));
  const others = checks.flatMap((check) => check(document)).filter(({ pointer }) => !known.has(pointer));
  const mistakes = [...shapeMistakes, ...others];
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return value as ScimConfig;
}

/** Reads a new document for `scim.config`; throws a `DocumentError` with every mistake. */
export const readScimConfig = (text: string | undefined): ScimConfig =>
  readConfig(text, wrongGroupRoles, brokenAddresses);

/**
 * Reads the stored `scim.config` of a realm; unlike `readScimConfig`, it lets broken addresses pass: they are left out
 * later, and the realm is served.
 */
export const readStoredConfig = (text: string | undefined): ScimConfig => readConfig(text, wrongGroupRoles);

const findTokenMistakes = createValidator({
  type: 'object',
  required: ['sha256'],
  properties: {
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    label: { type: 'string' },
    created: { type: 'string' },
    expires: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d' },
    readOnly: { type: 'boolean' },
    source: { type: 'string', pattern: SOURCE_PATTERN },
  },
});

function readToken(id: string, text: string, revoked: string | undefined): StoredToken {
  const attribute = `${ATTRIBUTE.token}${id}`;
  const value = parse(text, attribute);
  const mistakes = findTokenMistakes(value, { file: attribute, pointer: '' });
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  const {
    label = id,
    created = '',
    expires,
    readOnly = false,
    source,
    sha256,
  } = value as Pick<StoredToken, 'sha256'> & Partial<StoredToken>;
  return {
    id,
    label,
    created,
    sha256,
    ...(expires === undefined ? {} : { expires }),
    ...(revoked === undefined ? {} : { revoked }),
    ...(readOnly ? { readOnly } : {}),
    ...(source === undefined ? {} : { source }),
  };
}

/** Reads the attributes of a realm's `scim-endpoint` client, except `scim.config`. */
export function readTenantConfig(attributes: Readonly<Record<string, string>>): TenantConfig {
  const tokens: StoredToken[] = [];
  const problems: string[] = [];
  for (const [name, text] of Object.entries(attributes)) {
    const id = name.startsWith(ATTRIBUTE.token) ? name.slice(ATTRIBUTE.token.length) : undefined;
    if (id === undefined) continue;
    try {
      tokens.push(readToken(id, text, attributes[`${ATTRIBUTE.revoked}${id}`]));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return {
    enabled: attributes[ATTRIBUTE.enabled] === 'true',
    profile: attributes[ATTRIBUTE.profile] ?? 'generic',
    tokens,
    problems,
  };
}
