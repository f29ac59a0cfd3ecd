/** What went wrong in a connection test, as identity providers tell it apart. */
export type Trouble =
  | 'name'
  | 'refused'
  | 'timeout'
  | 'certificate'
  | 'unauthorized'
  | 'notFound'
  | 'redirect'
  | 'notScim'
  | 'error';

/** A request of a connection test. */
export interface TestRequest {
  /** What follows the SCIM URL; `{guid}` stands for a random GUID. */
  readonly target: string;
  /** What must be answered: an empty list, any list, or any SCIM message with status 200. */
  readonly expects: 'emptyList' | 'list' | 'message';
}

/** The connection test of an identity provider. */
export interface Provider {
  readonly name: string;
  /** The button that is pressed there. */
  readonly button: string;
  readonly requests: readonly TestRequest[];
  /** What is shown if the test succeeds. */
  readonly success: string;
  /**
   * What is shown for a trouble; `{host}`, `{port}`, `{reason}` (of the status) and `{detail}` (of the SCIM error) are
   * replaced.
   */
  readonly failures: Readonly<Partial<Record<Trouble, string>>> & { readonly error: string };
}

const ENTRA_UNREACHABLE =
  'We received this unexpected response from your application: Message: An error occurred while sending the request. (SystemForCrossDomainIdentityManagementCredentialValidationUnavailable)';
const ENTRA_INCOMPATIBLE =
  'The SCIM endpoint is not fully compatible with the Microsoft Entra SCIM client. (SystemForCrossDomainIdentityManagementServiceIncompatible)';

/** The connection tests that are imitated; the words are those of the providers' consoles, as far as they are known. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Microsoft Entra ID',
    button: 'Test Connection',
    requests: [
      { target: '/Users?filter=userName+eq+%22{guid}%22', expects: 'emptyList' },
      {
        target: '/Groups?excludedAttributes=members&filter=displayName+eq+%22{guid}%22',
        expects: 'emptyList',
      },
      { target: '/Schemas', expects: 'message' },
    ],
    success: 'The supplied credentials are authorized to enable provisioning',
    failures: {
      unauthorized:
        'You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account.',
      name: ENTRA_UNREACHABLE,
      refused: ENTRA_UNREACHABLE,
      timeout: ENTRA_UNREACHABLE,
      certificate: ENTRA_UNREACHABLE,
      error: ENTRA_INCOMPATIBLE,
    },
  },
  {
    name: 'Okta',
    button: 'Test Connector Configuration',
    requests: [
      { target: '/ServiceProviderConfig', expects: 'message' },
      { target: '/Users?startIndex=1&count=2', expects: 'list' },
      { target: '/Groups?startIndex=1&count=100', expects: 'list' },
    ],
    success: 'Connector configured successfully',
    failures: {
      name: 'Error authenticating: {host}: Name or service not known',
      refused: 'Error authenticating: Connect to {host}:{port} failed: Connection refused',
      timeout: 'Error authenticating: Connect to {host}:{port} failed: Connect timed out',
      certificate:
        'Error authenticating: PKIX path building failed: unable to find valid certification path to requested target',
      error: 'Error authenticating: {reason}. Errors reported by remote server: {detail}',
    },
  },
];

/** A rule of a provider about SCIM URLs. */
interface UrlRule {
  readonly pattern: RegExp;
  readonly seen: string;
  readonly remedy: string;
}

/** What identity providers do not take as a SCIM URL. */
export const URL_RULES: readonly UrlRule[] = [
  {
    pattern: /_/,
    seen: 'The URL has an underscore, which Okta refuses in a base URL.',
    remedy: 'For Okta, use a realm and a host without an underscore in the name.',
  },
];
