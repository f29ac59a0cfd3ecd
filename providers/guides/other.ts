import type { ProviderGuide } from './guide.ts';

/** Any other SCIM 2.0 client. */
export const OTHER: ProviderGuide = {
  name: 'other',
  title: 'any other SCIM 2.0 client',
  guide: 'docs/guides/any-scim-client.md',
  profile: 'generic',
  variants: [
    {
      steps: [{ text: 'Fill in what the client asks for.', authenticates: true }],
      methods: [
        {
          name: 'Bearer token, API key',
          credential: 'staticToken',
          fields: [
            ['Base URL, endpoint', '{scimUrl}'],
            ['Bearer token, API key', 'the token alone', 'token'],
            ['Unique identifier, match', 'userName'],
            ['Update method', 'PATCH or PUT, for users and for groups'],
            ['Bulk', 'off'],
          ],
        },
        {
          name: 'A header of your own',
          credential: 'staticToken',
          fields: [
            ['Base URL, endpoint', '{scimUrl}'],
            ['A header of your own', 'Authorization'],
            ['Value', 'the word Bearer, a blank, the token', 'bearerToken'],
          ],
        },
        {
          name: 'User name and password',
          credential: 'basic',
          fields: [
            ['Base URL, endpoint', '{scimUrl}'],
            ['User name', 'any: the journal shows it as the account'],
            ['Password', 'the token', 'token'],
          ],
        },
        {
          name: 'OAuth client credentials',
          credential: 'remoteToken',
          fields: [
            ['Base URL, endpoint', '{scimUrl}'],
            ['Token endpoint, token URL', '{tokenEndpoint}'],
            ['Client id', '{clientId}'],
            ['Client secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
            ['Scope', '{scope}, or nothing'],
          ],
        },
      ],
    },
  ],
  finalSteps: [{ text: 'Provision one person first, and look at that person in Keycloak.' }],
  traps: [
    'The realm is written exactly as in Keycloak: Acme is not acme.',
    'A client that sends the word Bearer itself gets the token alone: "Bearer Bearer" is refused.',
    'Memberships are written to the group, never to the user.',
    'Passwords that clients send become the password of the user, unless a mapping document ignores them.',
  ],
  tried: 'The clients and test suites that run against the bridge are in docs/reference/conformance.md.',
};
