import type { ProviderGuide } from './guide.ts';

/** Apache Syncope, through the ConnId SCIM bundle. */
export const SYNCOPE: ProviderGuide = {
  name: 'syncope',
  title: 'Apache Syncope',
  guide: 'docs/guides/apache-syncope.md',
  profile: 'generic',
  variants: [
    {
      steps: [
        {
          text: "Put the ConnId SCIM bundle where Syncope looks for connector bundles. Create a connector with the bundle's SCIM v2 Connector.",
          authenticates: true,
        },
      ],
      methods: [
        {
          name: 'Bearer Token',
          credential: 'staticToken',
          fields: [
            ['Base Address', '{scimUrl}'],
            ['Bearer Token', 'the token alone, without the word Bearer', 'token'],
            ['Update User method', 'PATCH (the default is PUT)'],
            ['Update Group method', 'PATCH'],
            ['SCIM Server provider', 'STANDARD'],
            ['Use colon for extension attributes', 'on (the default)'],
            ['Accept, Content-Type', 'leave the default, application/json'],
          ],
        },
        {
          name: 'Username and Password (not tried with the bundle)',
          credential: 'basic',
          fields: [
            ['Base Address', '{scimUrl}'],
            ['Username', 'any user name: the journal shows it as the account'],
            ['Password', 'the token', 'token'],
          ],
        },
        {
          name: 'Tokens of Keycloak (not tried with the bundle)',
          credential: 'remoteToken',
          fields: [
            ['Base Address', '{scimUrl}'],
            ['Client Id', '{clientId}'],
            ['Client Secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
            ['Access Token base address', '{tokenEndpoint}'],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: 'Create an external resource of that connector, with a provision for users and one for groups, and map the attributes as the guide says. The remote keys are userName and the displayName of groups.',
    },
  ],
  traps: [
    'With PUT of users, attributes that Syncope does not map are lost; with PUT of groups nobody joins a group.',
    'If Syncope manages memberships: map groups in the provision of users, and let the realm show groups of a user (behaviour "groups": "default"). If it does not: map no groups, and leave that behaviour alone.',
    'Take the SCIM v2 Connector, not the one for SCIM 1.1.',
  ],
  tried: 'The ConnId SCIM bundle 1.0.5 itself runs in the tests; an installation of Syncope was not used.',
};
