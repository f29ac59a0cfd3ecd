import type { ProviderGuide } from './guide.ts';

/** OneLogin. */
export const ONELOGIN: ProviderGuide = {
  name: 'onelogin',
  title: 'OneLogin',
  guide: 'docs/guides/onelogin.md',
  profile: 'onelogin',
  withGeneric: 'It does not understand the names firstname and lastname.',
  variants: [
    {
      steps: [
        {
          text: 'Applications > Add App, search "SCIM Provisioner", choose "SCIM Provisioner with SAML (SCIM v2 Enterprise)", name it, Save. Do not take one for SCIM 1.1.',
        },
        { text: 'Open the tab Configuration.', authenticates: true },
        { text: 'Under API Connection press Enable, then Save.' },
      ],
      methods: [
        {
          name: 'SCIM Bearer Token',
          credential: 'staticToken',
          fields: [
            ['SCIM Base URL', '{scimUrl}'],
            ['SCIM Bearer Token', 'the token, without the word Bearer', 'token'],
            ['Custom Headers', 'nothing; or with the content type application/scim+json'],
            [
              'SCIM JSON Template',
              'the one that is there, if it names urn:ietf:params:scim:schemas:core:2.0:User; else the one in the guide',
            ],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: "On the tab Parameters check the source of scimusername: OneLogin's default is Username. Choose Email if user names are empty there.",
    },
    {
      text: 'On the tab Provisioning tick Enable provisioning. Untick Create user, Delete user and Update user if nobody has to approve each step. Choose what happens to leavers: Suspend is the careful choice, Delete deletes.',
    },
    {
      text: 'Users > one person > Applications > +, choose the app, Continue, Save. If the state is Pending, click it and Approve.',
    },
  ],
  traps: [
    'A change is always sent as a whole user: attributes that the template leaves out are cleared in Keycloak, except active.',
    'Leave groups out of the JSON template. For groups tick Include in User Provisioning of the parameter Groups.',
    'Passwords that a template sends are stored in Keycloak, unless a mapping document ignores them.',
    'If "Email as username" is on in the realm, scimusername must be Email.',
  ],
  tried:
    "Tested with requests as other implementers report them, not with a live tenant; OneLogin's groups are not tested.",
};
