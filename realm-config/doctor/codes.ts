import type { FindingKind } from '../../bridge/doctor/codes.ts';

const TEST = 'Do what the finding says, then "realm-config test REALM".';

/** The kinds of findings that only the command line can have: about the way from outside, and the bridge itself. */
export const OUTSIDE_FINDINGS = {
  bridgeUnavailable: {
    severity: 'error',
    meaning: 'No bridge answers at MANAGEMENT_URL.',
    remedy: 'Start the bridge, or set MANAGEMENT_URL to its management port.',
  },
  versionMismatch: {
    severity: 'warning',
    meaning: 'The bridge and realm-config have different versions.',
    remedy: 'Run realm-config from the folder of the bridge, and restart the bridge after an upgrade.',
  },
  scimAddress: {
    severity: 'error',
    meaning: 'The SCIM URL is none that identity providers can call.',
    remedy: TEST,
  },
  nameResolution: { severity: 'error', meaning: 'The host of the SCIM URL has no address.', remedy: TEST },
  tcpConnection: {
    severity: 'error',
    meaning: 'The port of the SCIM URL takes no connection.',
    remedy: TEST,
  },
  certificate: {
    severity: 'error',
    meaning:
      'The certificate of the SCIM URL is not accepted; or, as a warning, ends within 14 days or is of a private authority.',
    remedy: TEST,
  },
  route: {
    severity: 'error',
    meaning:
      "The SCIM URL does not lead to the bridge: the proxy, Keycloak or Keycloak's own SCIM API answers there.",
    remedy: TEST,
  },
  authorizationHeader: {
    severity: 'error',
    meaning: 'The proxy does not pass the Authorization header on.',
    remedy: TEST,
  },
  credential: {
    severity: 'error',
    meaning: 'The realm does not accept the credential of the test.',
    remedy: TEST,
  },
  contentType: { severity: 'error', meaning: 'The proxy changes the content type of answers.', remedy: TEST },
  answerAddresses: {
    severity: 'error',
    meaning: 'The addresses in answers are not below the SCIM URL that was called.',
    remedy: TEST,
  },
  trailingSlash: { severity: 'error', meaning: 'A slash at the end of a path is not ignored.', remedy: TEST },
  basic: {
    severity: 'error',
    meaning: 'A static token is not accepted as the password of Basic.',
    remedy: TEST,
  },
  wrongCredential: {
    severity: 'error',
    meaning: 'A wrong credential is not refused as clients expect it.',
    remedy: TEST,
  },
  tokenEndpoint: { severity: 'error', meaning: "The realm's token endpoint gives no token.", remedy: TEST },
  connectionTest: {
    severity: 'error',
    meaning: 'The connection test of an identity provider would fail.',
    remedy: TEST,
  },
  issuer: {
    severity: 'warning',
    meaning:
      'Keycloak names another issuer to clients outside than to the bridge, and the realm does not accept it.',
    remedy:
      'Start Keycloak with its public address as hostname (KC_HOSTNAME), or let the proxy pass on Host and X-Forwarded-Proto.',
  },
} as const satisfies Record<string, FindingKind>;

/** The stable code of a finding that only the command line can have. */
export type OutsideFindingCode = keyof typeof OUTSIDE_FINDINGS;

/** The codes of what the checks of a test find, by the name of the check. */
export const CODE_OF_CHECK: Readonly<Record<string, OutsideFindingCode>> = {
  address: 'scimAddress',
  'name resolution': 'nameResolution',
  'TCP connection': 'tcpConnection',
  'TLS certificate': 'certificate',
  'route to the bridge': 'route',
  'Authorization header': 'authorizationHeader',
  credential: 'credential',
  'content type': 'contentType',
  'addresses in answers': 'answerAddresses',
  'slash at the end': 'trailingSlash',
  'Basic authentication': 'basic',
  'wrong credential': 'wrongCredential',
  'token endpoint': 'tokenEndpoint',
};
