import type { Finding as LintFinding } from '../../mappers/finding.ts';

/** How much a finding matters: it stops something, is to be looked at, was not looked at, or is meant to be so. */
export type Severity = 'error' | 'warning' | 'unchecked' | 'note';

/** A kind of finding, for the reference. */
export interface FindingKind {
  readonly severity: Severity;
  readonly meaning: string;
  /** What to do about it, unless the finding itself says it better; `REALM` stands for the name of the realm. */
  readonly remedy: string;
}

const ENABLE = 'Run "realm-config enable REALM".';

const MAPPERS = 'Change the mapper in Clients > scim-endpoint > Client scopes > scim-endpoint-dedicated.';

/** The kinds of findings that `enable` and `status` report too. */
const LINT_KINDS = {
  invertedSense: {
    severity: 'warning',
    meaning: 'A mapper names a user attribute that means the opposite of its claim.',
    remedy: MAPPERS,
  },
  unprefixed: {
    severity: 'warning',
    meaning: 'A mapper names an attribute of an extension without the URN of the extension.',
    remedy: MAPPERS,
  },
  unknownPath: {
    severity: 'warning',
    meaning: 'A mapper names a SCIM attribute that does not exist, and is passed over.',
    remedy: MAPPERS,
  },
  sameTarget: {
    severity: 'warning',
    meaning: 'A mapper would write to a user attribute that another SCIM attribute has.',
    remedy: MAPPERS,
  },
  typeClash: {
    severity: 'warning',
    meaning: 'A mapper has another type than the SCIM attribute.',
    remedy: MAPPERS,
  },
  forbiddenTarget: {
    severity: 'warning',
    meaning: 'A mapper names a user attribute that steers Keycloak or the bridge, and is passed over.',
    remedy: MAPPERS,
  },
  dropped: {
    severity: 'error',
    meaning: 'Keycloak drops values that SCIM writes.',
    remedy: ENABLE,
  },
  missing: {
    severity: 'error',
    meaning:
      'A rule names a role, group, client, required action or identity provider that does not exist, or that grants administration.',
    remedy: 'Create it in Keycloak, or change the rule with "realm-config enable REALM --lifecycle FILE".',
  },
  selfService: {
    severity: 'error',
    meaning: 'Users may change for themselves what SCIM relies on.',
    remedy: ENABLE,
  },
  required: {
    severity: 'error',
    meaning:
      'The user profile requires an attribute from administrators too, and no row of the mapping writes it.',
    remedy: 'Untick "Admin" under "Required for" of the attribute in Realm settings > User profile.',
  },
  address: {
    severity: 'warning',
    meaning: 'An address of the realm is none, or is refused by the clients of the profile.',
    remedy: 'Change it: "realm-config enable REALM --domain", or Realm settings > General > Frontend URL.',
  },
  everybody: {
    severity: 'error',
    meaning: 'Every new user gets administration of the realm by default, so SCIM creates nobody.',
    remedy: 'Take the role out of Realm settings > User registration > Default roles or Default groups.',
  },
  sharedSecret: {
    severity: 'warning',
    meaning: 'The realm has the secret with which the bridge signs in to other realms.',
    remedy: ENABLE,
  },
  noMailServer: {
    severity: 'error',
    meaning: 'New users are to get an invitation, and the realm has no mail server.',
    remedy: 'Set one in Realm settings > Email.',
  },
  email: {
    severity: 'warning',
    meaning: 'E-mail addresses that Keycloak does not take are to be kept, and cannot be.',
    remedy: 'Set "email" to "refuse": "realm-config enable REALM --email refuse".',
  },
} as const satisfies Record<LintFinding['code'], FindingKind>;

/** The kinds of findings of an examination alone. */
const EXAMINATION_KINDS = {
  notChecked: {
    severity: 'unchecked',
    meaning: 'Something could not be looked at: the account lacks a right, or there was no answer.',
    remedy: 'Repeat it later.',
  },
  notEnabled: {
    severity: 'error',
    meaning: 'SCIM was never switched on for the realm, or the realm itself is disabled.',
    remedy: ENABLE,
  },
  switchedOff: {
    severity: 'note',
    meaning:
      'SCIM or its client is switched off in the realm: requests are refused, and little was looked at.',
    remedy: 'Nothing, if that is meant. To switch it on, run "realm-config enable REALM".',
  },
  configuration: {
    severity: 'error',
    meaning: 'The configuration of the realm has a mistake; what was read before it stays in force.',
    remedy: 'Mend it: "realm-config show REALM > FILE", then "realm-config enable REALM --config FILE".',
  },
  notServed: {
    severity: 'error',
    meaning: 'The bridge does not serve the realm.',
    remedy: 'Do what the reason says, then "realm-config status REALM".',
  },
  signIn: {
    severity: 'error',
    meaning: 'The bridge cannot sign in to the realm anew; it is served until its access token ends.',
    remedy: 'Run "realm-config enable REALM" with the key or secret of the bridge.',
  },
  bridgeClient: {
    severity: 'error',
    meaning: "The bridge's client in the realm is missing, disabled, or has no service account.",
    remedy: ENABLE,
  },
  missingRight: {
    severity: 'error',
    meaning: "The bridge's account lacks a right over the realm.",
    remedy: ENABLE,
  },
  surplusRight: {
    severity: 'warning',
    meaning: "The bridge's account has rights over the realm that it does not need.",
    remedy: 'Remove them in Clients > (client of the bridge) > Service accounts roles.',
  },
  adminApiScope: {
    severity: 'error',
    meaning:
      "The bridge's client lacks the client scope without which Keycloak refuses its tokens, from 26.8.2 on.",
    remedy: ENABLE,
  },
  keycloakVersion: {
    severity: 'warning',
    meaning: 'The bridge is not tested with this version of Keycloak.',
    remedy: 'Read docs/reference/keycloak-versions.md, and use a version that stands there.',
  },
  ownScimApi: {
    severity: 'warning',
    meaning:
      "Keycloak's own SCIM API is switched on for the realm too, at the same path: whoever reaches Keycloak directly reaches that one.",
    remedy: 'Switch it off in Realm settings > General > SCIM API.',
  },
  clock: {
    severity: 'error',
    meaning: 'The clocks of Keycloak and the bridge differ; from 15 seconds on sign-ins fail.',
    remedy: 'Let both machines keep their time by NTP.',
  },
  tokenSize: {
    severity: 'warning',
    meaning: "The bridge's access token is so large that a proxy before Keycloak may refuse its header.",
    remedy:
      'Remove mappers and roles from Clients > (client of the bridge), or raise the limit of the proxy (large_client_header_buffers in nginx).',
  },
  keyServer: {
    severity: 'error',
    meaning: 'The bridge cannot get the keys of an issuer whose tokens the realm accepts.',
    remedy: 'Check the network of the bridge, its HTTPS_PROXY and KEY_SERVERS.',
  },
  brake: {
    severity: 'warning',
    meaning: 'The brake on leavers holds: users who are deleted are only disabled.',
    remedy: 'Look at "realm-config log REALM", then "realm-config brake REALM --release".',
  },
  noCredential: {
    severity: 'error',
    meaning: 'The realm accepts no credential: all static tokens have ended, and no other kind is accepted.',
    remedy: 'Create one: "realm-config token new REALM --label TEXT".',
  },
  tokenExpires: {
    severity: 'warning',
    meaning: 'A static token ends within 14 days.',
    remedy:
      'Replace it: "realm-config token rotate REALM ID --grace 7d", then type the new one at the identity provider.',
  },
  audience: {
    severity: 'error',
    meaning:
      "Tokens of the realm's token endpoint are accepted, and do not name a SCIM URL of the realm as audience.",
    remedy: 'Run "realm-config enable REALM" with the PUBLIC_URL of the bridge.',
  },
  tokenLifetime: {
    severity: 'warning',
    meaning:
      "Tokens of the realm's token endpoint end within an hour, and identity providers refuse such tokens.",
    remedy: ENABLE,
  },
  usernameEditing: {
    severity: 'error',
    meaning: 'User names cannot be changed, so that clients cannot rename users.',
    remedy: ENABLE,
  },
  emailAsUsername: {
    severity: 'warning',
    meaning:
      'The e-mail address is the user name in this realm: users without one are refused, and userName is not kept.',
    remedy: 'Switch off "Email as username" in Realm settings > Login.',
  },
  duplicateEmails: {
    severity: 'warning',
    meaning:
      'Several users may have one e-mail address, so a client that matches by it may find the wrong one.',
    remedy: 'Switch off "Duplicate emails" in Realm settings > Login.',
  },
  requiredOfClients: {
    severity: 'warning',
    meaning:
      'The user profile requires an attribute from administrators too: users who come without it are refused.',
    remedy:
      'Untick "Admin" under "Required for" of the attribute in Realm settings > User profile, or see that the client sends it.',
  },
  validator: {
    severity: 'warning',
    meaning: 'The user profile checks a value that SCIM writes more strictly than Keycloak does by itself.',
    remedy:
      'Remove the validator in Realm settings > User profile, or see that the client sends such values.',
  },
  indexIncomplete: {
    severity: 'warning',
    meaning: 'Users are not found by a lookup key yet, so that a search reads all users.',
    remedy: ENABLE,
  },
  indexWrong: {
    severity: 'error',
    meaning:
      'Users lack a lookup key that the bridge relies on, so clients do not find them and create them again.',
    remedy: 'Run "realm-config enable REALM --reindex".',
  },
  adminEvents: {
    severity: 'warning',
    meaning: 'Admin events are kept for ever, one for every change by SCIM.',
    remedy: 'Set an expiration in Realm settings > Events > Admin events settings.',
  },
} as const satisfies Record<string, FindingKind>;

/** Every kind of finding about a realm, by stable code. */
export const REALM_FINDINGS = { ...LINT_KINDS, ...EXAMINATION_KINDS };

/** The stable code of a kind of finding about a realm. */
export type RealmFindingCode = keyof typeof REALM_FINDINGS;
