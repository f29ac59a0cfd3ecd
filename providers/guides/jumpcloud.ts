import type { ProviderGuide } from './guide.ts';

/** JumpCloud. */
export const JUMPCLOUD: ProviderGuide = {
  name: 'jumpcloud',
  title: 'JumpCloud',
  guide: 'docs/guides/jumpcloud.md',
  profile: 'jumpcloud',
  withGeneric: "It does not understand JumpCloud's own attribute names, such as firstname and jobTitle.",
  variants: [
    {
      steps: [
        {
          text: 'SSO Applications > Add New Application, choose Custom Application, Next. Or open an existing application for single sign-on to Keycloak, and continue with its tab Identity Management.',
        },
        {
          text: 'Choose Export users to this app (Identity Management), Next, name it, Save Application, Configure Application.',
        },
        { text: 'Open the tab Identity Management.', authenticates: true },
        {
          text: 'For groups tick Enable management of User Groups and Group Membership in this application.',
        },
        { text: 'Test Connection, then Activate, then Save.' },
      ],
      methods: [
        {
          name: 'Token Key',
          credential: 'staticToken',
          fields: [
            ['SCIM Version (where it is asked)', 'SCIM 2.0'],
            ['Base URL', '{scimUrl}'],
            ['Token Key', 'the token, without the word Bearer', 'token'],
            [
              'Test User Email',
              'an address that no user of the realm has: the test creates that user, and deletes it again',
            ],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: 'On the tab User Groups choose the groups whose members are to be provisioned, Save. For a pilot, a group of one.',
    },
  ],
  traps: [
    'The test of the connection creates a test user and a test group. If it stops halfway, delete them in Keycloak by hand.',
    'JumpCloud does not create empty groups, and takes over a group of the same name.',
    'Passwords that JumpCloud sends are stored in Keycloak, unless a mapping document ignores them.',
    'If "Email as username" is on in the realm, JumpCloud\'s userName must be the e-mail address.',
  ],
  tried: 'Tested with requests as other implementers report them, not with a live tenant.',
};
