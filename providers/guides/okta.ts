import type { AuthenticationMethod, ProviderGuide } from './guide.ts';

/** Forms of Okta that ask for an access token endpoint. */
const CLIENT_CREDENTIALS: readonly AuthenticationMethod[] = [
  {
    name: "OAuth client credentials (where the form has an access token endpoint), with Keycloak's tokens",
    credential: 'remoteToken',
    fields: [
      ['SCIM connector base URL', '{scimUrl}'],
      ['Access token endpoint', '{tokenEndpoint}'],
      ['Client id', '{clientId}'],
      ['Client secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
    ],
  },
  {
    name: "OAuth client credentials, with tokens of Okta's authorization server",
    credential: 'okta-authorization-server',
    fields: [
      ['SCIM connector base URL', '{scimUrl}'],
      [
        'Access token endpoint',
        'that of the server: Security > API > Authorization Servers, open one, Scopes > Add Scope "scim"',
      ],
      ['Client id', 'that of an API Services app, which the Access Policies of the server allow'],
      ['Client secret', 'that of the app'],
    ],
  },
];

const BASIC_FIELDS: AuthenticationMethod['fields'] = [
  ['User name', 'any: the journal shows it as the account'],
  ['Password', 'the token, without the word Bearer', 'token'],
];

/** Okta. */
export const OKTA: ProviderGuide = {
  name: 'okta',
  title: 'Okta',
  guide: 'docs/guides/okta.md',
  profile: 'okta',
  withGeneric: 'It stores the passwords that Okta generates.',
  variants: [
    {
      name: "With the catalogue's test app (for development and trials)",
      steps: [
        {
          text: 'Applications > Applications > Browse App Catalog, search "SCIM 2.0 Test App (Header Auth)", Add Integration, name it, Next, Done.',
        },
        {
          text: 'Provisioning > Configure API Integration, tick Enable API Integration.',
          authenticates: true,
        },
        { text: 'Test API Credentials, then Save.' },
      ],
      methods: [
        {
          name: 'SCIM 2.0 Test App (Header Auth)',
          credential: 'staticToken',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['API Token', 'the word Bearer, a blank, the token', 'bearerToken'],
          ],
        },
        {
          name: 'SCIM 2.0 Test App (OAuth Bearer Token)',
          credential: 'staticToken',
          fields: [
            ['SCIM 2.0 Base Url', '{scimUrl}'],
            ['OAuth Bearer Token', 'the token, without the word Bearer', 'token'],
          ],
        },
        {
          name: 'SCIM 2.0 Test App (Basic Auth)',
          credential: 'basic',
          fields: [['Base URL', '{scimUrl}'], ...BASIC_FIELDS],
        },
      ],
    },
    {
      name: 'With your own SAML or SWA app',
      steps: [
        { text: 'General > App Settings > Edit, Provisioning = SCIM, Save.' },
        {
          text: 'Provisioning > Integration > Edit.',
          authenticates: true,
        },
        { text: 'Test Connector Configuration, then Save.' },
      ],
      methods: [
        {
          name: 'HTTP Header',
          credential: 'staticToken',
          fields: [
            ['SCIM connector base URL', '{scimUrl}'],
            ['Unique identifier field for users', 'userName'],
            [
              'Supported provisioning actions',
              'Import New Users and Profile Updates, Push New Users, Push Profile Updates, Push Groups',
            ],
            ['Authentication Mode', 'HTTP Header'],
            [
              'Authorization',
              'the token alone, if the form shows the word Bearer before the box; if not: Bearer, a blank, the token',
            ],
          ],
        },
        {
          name: 'Basic Auth',
          credential: 'basic',
          fields: [
            ['SCIM connector base URL', '{scimUrl}'],
            ['Unique identifier field for users', 'userName'],
            ['Authentication Mode', 'Basic Auth'],
            ...BASIC_FIELDS,
          ],
        },
        ...CLIENT_CREDENTIALS,
      ],
    },
  ],
  finalSteps: [
    {
      text: 'Provisioning > To App > Edit: enable Create Users, Update User Attributes and Deactivate Users, Save. Leave Sync Password off.',
    },
    {
      text: 'Assignments > Assign people or groups. Push Groups for the groups that should exist in Keycloak.',
    },
  ],
  traps: [
    'Okta refuses a base URL with an underscore.',
    'Okta requires a certificate from a public authority.',
    'Assigning a group to the app provisions its people, but does not create a group: use Push Groups.',
    'Okta may send a password even with Sync Password off. The profile okta ignores it.',
    'Okta does not warn you before a token expires: write the date down, if you give it one.',
    'If "Email as username" is on in the realm, Okta\'s user name must be the e-mail address.',
  ],
  tried: 'Tested with requests as Okta documents them, not with a live tenant.',
};
