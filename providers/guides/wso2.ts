import type { ProviderGuide, Step } from './guide.ts';

const ENDPOINTS = [
  ['User Endpoint', '{scimUrl}/Users'],
  ['Group Endpoint', '{scimUrl}/Groups'],
  ['User Store Domain', 'as you need it in WSO2: the user store of the provisioned users'],
  ['Enable Password Provisioning', 'off, unless Keycloak should have the passwords'],
  ['Default Password', 'empty, if the form allows it'],
] as const;

const FINAL: readonly Step[] = [
  {
    text: 'Login & Registration > Provisioning Settings > Outbound Provisioning Configuration > New Provisioner: select the Connection and the Provisioning Connector. For one application: Applications, the application, tab Provisioning.',
  },
  {
    text: 'Switch Blocking on for the first trial: WSO2 then waits for the answer, and an error shows at once. JIT Outbound is for users that sign in through another identity provider.',
  },
];

const BASIC = {
  name: 'Basic',
  credential: 'basic',
  fields: [
    ['Username', 'any user name: the journal shows it as the account'],
    ['Password', 'the token', 'token'],
    ...ENDPOINTS,
  ],
} as const;

/** WSO2 Identity Server and Asgardeo. */
export const WSO2: ProviderGuide = {
  name: 'wso2',
  title: 'WSO2 Identity Server',
  guide: 'docs/guides/wso2-identity-server.md',
  profile: 'generic',
  variants: [
    {
      name: 'Later than 7.2, and Asgardeo',
      steps: [
        {
          text: 'In the Console Connections > New Connection > Create Connection > Outbound Provisioning Connection, select SCIM2, fill in the fields, Finish.',
          authenticates: true,
        },
      ],
      methods: [
        {
          name: 'Bearer',
          credential: 'staticToken',
          fields: [
            ['Authentication Mode', 'Bearer'],
            ['Access Token', 'the token alone, without the word Bearer', 'token'],
            ...ENDPOINTS,
          ],
        },
        BASIC,
      ],
    },
    {
      name: '7.2 and earlier',
      steps: [
        {
          text: 'Connections > New Connection > Create Connection > Custom Connector, type a name, Finish. In the tab Outbound provisioning of that connection New Connector, select SCIM2, fill in the fields, Finish. Switch the connector on and press Update.',
          authenticates: true,
        },
      ],
      methods: [BASIC],
    },
  ],
  finalSteps: FINAL,
  traps: [
    'The profile must understand filters without quotes, as generic does; okta and strict refuse some of them.',
    'The last member of a group stays with 7.2 and earlier: delete the group in WSO2, or take the member out in Keycloak.',
    'A renamed user is not found by 7.2 and earlier: rename the user in Keycloak too.',
    'Leave API Key and API Key Header Name alone: the bridge reads Authorization only.',
    'A Default Password that is stored opens every new account.',
    'If "Email as username" is on in the realm, userName must be the e-mail address.',
  ],
  tried:
    "WSO2's SCIM client 2.1.1 itself runs in the tests; an installation of the Identity Server was not used.",
};
