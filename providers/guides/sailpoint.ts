import type { ProviderGuide } from './guide.ts';

/** SailPoint Identity Security Cloud, and IdentityIQ. */
export const SAILPOINT: ProviderGuide = {
  name: 'sailpoint',
  title: 'SailPoint',
  guide: 'docs/guides/sailpoint.md',
  profile: 'generic',
  variants: [
    {
      steps: [
        {
          text: 'In the administration of Identity Security Cloud create a source of the type SCIM 2.0.',
          authenticates: true,
        },
        { text: 'Test the connection, then load the accounts and the groups (entitlements).' },
      ],
      methods: [
        {
          name: 'API Token',
          credential: 'staticToken',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['Authentication type', 'API Token'],
            ['API Token', 'the token alone, without the word Bearer', 'token'],
            ['User and group filters', 'empty'],
            ['HTTP Accept, Content-type', 'leave the default, application/scim+json'],
            ['Relaxed configuration, Non-Compliant Server', 'off'],
          ],
        },
        {
          name: 'Basic Authentication',
          credential: 'basic',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['User name', 'any user name: the journal shows it as the account'],
            ['Password', 'the token', 'token'],
          ],
        },
        {
          name: 'OAuth 2.0, grant Client Credentials',
          credential: 'remoteToken',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['Token URL', '{tokenEndpoint}'],
            ['Client id', '{clientId}'],
            ['Secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    { text: 'Correlate accounts by userName or e-mail.' },
    { text: 'Make groups the entitlement attribute of the account schema, not entitlements.' },
  ],
  traps: [
    'The proxy must route all of the SCIM URL: if /ServiceProviderConfig, /ResourceTypes or /Schemas fails, the aggregation fails.',
    'The public address must be the one that SailPoint uses, the cloud or its virtual appliance.',
    'Accounts have no entitlements unless the realm shows groups of a user: behaviour "groups": "default" in a mapping document.',
    'Provisioning must be active for your site; SailPoint switches it on.',
    'If "Email as username" is on in the realm, userName must be the e-mail address.',
  ],
  tried:
    'Tested with requests as SailPoint documents them and other implementers report them, not with a tenant.',
};
