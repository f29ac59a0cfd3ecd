import type { ProviderGuide } from './guide.ts';

/** Microsoft Entra ID. */
export const ENTRA: ProviderGuide = {
  name: 'entra',
  title: 'Microsoft Entra ID',
  guide: 'docs/guides/entra-id.md',
  profile: 'azure',
  withGeneric: "It does not understand Entra's own attribute names, such as userPrincipalName.",
  variants: [
    {
      steps: [
        {
          text: 'Microsoft Entra admin center > Enterprise apps > New application > Create your own application. Type a name, choose "Integrate any other application you don\'t find in the gallery (Non-gallery)", Create.',
        },
        {
          text: 'In the new application open Provisioning. Depending on your portal: Connect your application, or Get started and Provisioning Mode = Automatic, then Admin Credentials.',
          authenticates: true,
        },
        { text: 'Test Connection. On success press Create or Save.' },
      ],
      methods: [
        {
          name: 'Bearer authentication',
          credential: 'staticToken',
          fields: [
            ['Authentication method (if there is a list)', 'Bearer authentication'],
            ['Tenant URL', '{scimUrl}'],
            ['Secret Token', 'the token, without the word Bearer: Entra adds it', 'token'],
          ],
        },
        {
          name: 'Bearer authentication, Secret Token left blank',
          credential: 'azure-tenant',
          fields: [
            ['Authentication method (if there is a list)', 'Bearer authentication'],
            ['Tenant URL', '{scimUrl}'],
            ['Secret Token', 'leave it blank: Entra signs every call, as the tenant {tenantId}'],
          ],
        },
        {
          name: "OAuth2 client credentials grant, with Keycloak's tokens",
          credential: 'remoteToken',
          fields: [
            ['Tenant URL', '{scimUrl}'],
            ['Token Endpoint', '{tokenEndpoint}'],
            ['Client Identifier', '{clientId}'],
            ['Client Secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
            ['Scope (if it is asked for)', '{scope}'],
          ],
        },
        {
          name: 'OAuth2 client credentials grant, with tokens of an Entra application',
          credential: 'entra-application',
          fields: [
            ['Tenant URL', '{scimUrl}'],
            ['Token Endpoint', 'https://login.microsoftonline.com/<tenant id>/oauth2/v2.0/token'],
            ['Client Identifier', 'the application (client) id of the registration'],
            ['Client Secret', 'a client secret of the registration'],
            ['Scope', '<client id>/.default'],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    { text: 'Users and groups > Add user/group: assign the people. For a pilot, one person.' },
    {
      text: 'Mappings: the default mappings work. To leave groups out, open Provision Microsoft Entra ID Groups and set Enabled = No.',
    },
    {
      text: 'Provision on demand with that one person. Then Start provisioning (older portals: Provisioning Status = On).',
    },
  ],
  traps: [
    'Entra uses HTTPS only and requires a certificate from a public authority.',
    "The tenant URL may end in ?aadOptscim062020; both of Entra's dialects are understood. Provision on demand does not use that flag.",
    'A blank Secret Token cannot distinguish the applications of one tenant: the requests of each are accepted, and those of a vendor that was sent such a token.',
    'Entra does not warn you before a token expires: write the date down, if you give it one.',
    'Entra works in cycles of about 40 minutes; Provision on demand works at once.',
    'Nobody arrives who is not assigned. Nested groups do not arrive.',
    'If "Email as username" is on in the realm, map userName to the e-mail address.',
  ],
  tried: 'Tested with requests as Microsoft documents them, not with a live tenant.',
};
