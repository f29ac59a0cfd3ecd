/** An identity provider to choose. */
export interface ProviderChoice {
  /** Its name in GET /connection/{provider}. */
  readonly name: string;
  readonly title: string;
  /** The profile that is made for it. */
  readonly profile: string;
}

/** The identity providers that have a guide; a test compares them with the bridge's. */
export const PROVIDERS: readonly ProviderChoice[] = [
  { name: 'entra', title: 'Microsoft Entra ID', profile: 'azure' },
  { name: 'okta', title: 'Okta', profile: 'okta' },
  { name: 'jumpcloud', title: 'JumpCloud', profile: 'jumpcloud' },
  { name: 'onelogin', title: 'OneLogin', profile: 'onelogin' },
  { name: 'google', title: 'Google Workspace', profile: 'google' },
  { name: 'syncope', title: 'Apache Syncope', profile: 'generic' },
  { name: 'authentik', title: 'authentik', profile: 'generic' },
  { name: 'midpoint', title: 'midPoint', profile: 'generic' },
  { name: 'sailpoint', title: 'SailPoint', profile: 'generic' },
  { name: 'wso2', title: 'WSO2 Identity Server', profile: 'generic' },
  { name: 'other', title: 'any other SCIM 2.0 client', profile: 'generic' },
];
