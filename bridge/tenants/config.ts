import { findExcess } from '../../documents/bounds.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import { createValidator } from '../../documents/validate.ts';
import { SOURCE_PATTERN } from '../credentials/principal.ts';
import type { TokenRecord } from '../credentials/static/staticToken.ts';
import { isAddress } from './baseUrl.ts';
import schema from './scimConfig.schema.json' with { type: 'json' };

/** The client whose attributes are a realm's SCIM configuration. */
export const SCIM_CLIENT_ID = 'scim-endpoint';

/** Names of that client's attributes. */
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
  /** Counts the changes of the document. */
  readonly revision?: number;
  /** Further addresses of the realm, without slashes at their ends. */
  readonly publicUrls?: readonly string[];
  readonly authentication?: Authentication;
  readonly indexed?: readonly string[];
  /** What the realm changes in the mapping of its profile; checked where it is compiled. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly limits?: { readonly scan?: number };
  readonly brake?: BrakeRule;
  readonly onboarding?: OnboardingRules;
  readonly offboarding?: OffboardingRules;
  readonly groups?: GroupRules;
  /** Which users a client sees and changes; `all` unless told otherwise. */
  readonly ownership?: 'all' | 'own';
  readonly protection?: ProtectionRules;
  /** `observe`: everything is checked and journalled, nothing is written. */
  readonly mode?: 'provision' | 'observe';
}

/** Roles by name: of the realm, and of clients by their client id. */
export interface RoleNames {
  readonly realmRoles?: readonly string[];
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
}

/** What users get whom SCIM creates. */
export interface OnboardingRules extends RoleNames {
  /** Paths of groups. */
  readonly groups?: readonly string[];
  readonly requiredActions?: readonly string[];
  /** Whether they get the realm role `scim-managed`. */
  readonly markerRole?: boolean;
  readonly emailVerified?: boolean;
  readonly invitation?: InvitationRule;
  readonly identityProvider?: IdentityProviderRule;
}

/** A mail that asks a new user to do something for the account. */
export interface InvitationRule {
  /** Required actions that the mail leads to; `UPDATE_PASSWORD` unless told otherwise. */
  readonly actions?: readonly string[];
  readonly lifespanMinutes?: number;
  readonly clientId?: string;
  readonly redirectUri?: string;
}

/** How new users are linked to an identity provider of the realm. */
export interface IdentityProviderRule {
  readonly alias: string;
  /** The SCIM path of what the provider calls the subject. */
  readonly userId: string;
  /** The SCIM path of the name that is shown there; `userName` unless told otherwise. */
  readonly userName?: string;
}

/** What becomes of users who leave. */
interface OffboardingRules {
  /** What DELETE does; `delete` unless told otherwise. */
  readonly delete?: 'delete' | 'hide';
}

/** What groups of SCIM are in Keycloak. */
interface GroupRules {
  readonly as?: 'groups' | 'roles';
  readonly roles?: readonly GroupRoleRule[];
}

/** Roles that groups hold because of their names. */
interface GroupRoleRule extends RoleNames {
  /** The displayName, whatever its case; `*` stands for any text. */
  readonly group: string;
}

/** Who is readable through SCIM and not writable. */
export interface ProtectionRules {
  /** User names or e-mail addresses, whatever their case; `*` stands for any text. */
  readonly breakGlass?: readonly string[];
  /** Roles of `realm-management` that make an administrator; all of them unless told otherwise. */
  readonly administrationRoles?: readonly string[];
}

/** How many users may leave at once before that is taken for a mistake; one of the two numbers is set. */
export interface BrakeRule {
  /** Most users who may be disabled or deleted in the window. */
  readonly users?: number;
  /** The same, in percent of the realm's users. */
  readonly percent?: number;
  /** Length of the window; 60 unless told otherwise. */
  readonly minutes?: number;
  /** Whether deactivations wait too (503); else they go through. */
  readonly holdDeactivations?: boolean;
  /** Minutes after which it lets go by itself; never, unless told. */
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
    /** Where the users come from that such clients make. */
    readonly source?: string;
  };
  /** Checked where they are read. */
  readonly issuers?: readonly unknown[];
}

/** A static token as the realm keeps it: never the token itself. */
export interface StoredToken extends TokenRecord {
  /** ISO date and time. */
  readonly created: string;
}

/** A realm's SCIM configuration as read from its client, but for the document in `scim.config`. */
export interface TenantConfig {
  readonly enabled: boolean;
  readonly profile: string;
  /** Revoked ones as well. */
  readonly tokens: readonly StoredToken[];
  /** What is wrong with single tokens; such a token is none. */
  readonly problems: readonly string[];
}

const findMistakes = createValidator(schema);

function parse(text: string, attribute: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const sentence = `This is not JSON: ${(error as Error).message}`;
    throw new DocumentError([{ file: attribute, pointer: '', code: 'notJson', sentence }]);
  }
}

/** The addresses in a document that are none. */
export const brokenAddresses = ({ publicUrls = [] }: ScimConfig): Mistake[] =>
  publicUrls.flatMap((url, at): Mistake[] =>
    isAddress(url)
      ? []
      : [
          {
            file: ATTRIBUTE.config,
            pointer: `/publicUrls/${at}`,
            code: 'wrongFormat',
            sentence: 'This is no address such as https://id.example.com.',
          },
        ],
  );

/** Reads a document that is to become `scim.config`; throws a {@link DocumentError} with every mistake in it. */
export function readScimConfig(text: string | undefined): ScimConfig {
  const document = readStoredConfig(text);
  const broken = brokenAddresses(document);
  if (broken.length === 0) return document;
  throw new DocumentError(broken);
}

/** Reads the `scim.config` that a realm has: as {@link readScimConfig}, and an address that is none is let pass, to be left out. */
export function readStoredConfig(text: string | undefined): ScimConfig {
  const value = parse(text ?? '{"version":1}', ATTRIBUTE.config);
  const place = { file: ATTRIBUTE.config, pointer: '' };
  const excess = findExcess(value, place);
  const mistakes = excess === undefined ? findMistakes(value, place) : [excess];
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  const document = value as ScimConfig;
  const { as, roles = [] } = document.groups ?? {};
  if (as === 'roles' && roles.length > 0) {
    const sentence = 'Only groups hold roles; where groups are roles there are no such rules.';
    throw new DocumentError([{ ...place, pointer: '/groups/roles', code: 'wrongCombination', sentence }]);
  }
  return document;
}

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

/** Reads the attributes of a realm's `scim-endpoint` client, but for `scim.config`. */
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
