import type { ProviderGuide } from './guide.ts';

/** Google Workspace, through a connector. */
export const GOOGLE: ProviderGuide = {
  name: 'google',
  title: 'Google Workspace, through a connector',
  guide: 'docs/guides/google-workspace.md',
  profile: 'google',
  withGeneric: 'It stores passwords that a connector invents.',
  variants: [
    {
      steps: [
        {
          text: 'Give the connector what its manual asks for from Google: usually an OAuth client, or a service account that may read the directory.',
        },
        { text: 'Set its target up.', authenticates: true },
      ],
      methods: [
        {
          name: 'Bearer token',
          credential: 'staticToken',
          fields: [
            ['SCIM URL (also Base URL, Endpoint)', '{scimUrl}'],
            ['Bearer token', 'the token, without the word Bearer', 'token'],
          ],
        },
        {
          name: 'A header of your own',
          credential: 'staticToken',
          fields: [
            ['SCIM URL (also Base URL, Endpoint)', '{scimUrl}'],
            ['A header of your own', 'Authorization'],
            ['Value', 'the word Bearer, a blank, the token', 'bearerToken'],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: 'Map, if the connector lets you choose:',
      fields: [
        ['primary email', 'userName; and emails, type work, primary'],
        ['first name, last name', 'name.givenName, name.familyName'],
        ['suspended', 'active (the opposite)'],
        ['id of the user', 'externalId'],
        ['job title, department', 'title, department of the extension'],
      ],
    },
    { text: 'Match on userName. Switch bulk requests off.' },
    { text: 'Choose what happens to leavers: deactivate is the careful choice.' },
    {
      text: 'Run it for one organizational unit or group with one person, look at that person in Keycloak, then widen it.',
    },
  ],
  traps: [
    'Google provisions only the applications of its own catalogue: without a connector there is no form to type this in.',
    'A group as member of a group is refused: the connector must send the people.',
    'A user who is suspended in Google may be created as disabled.',
  ],
  tried:
    "Tested with requests as Google's own provisioning sends them to other services, not with a live tenant.",
};
