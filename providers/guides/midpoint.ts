import type { ProviderGuide } from './guide.ts';

/** Evolveum midPoint. */
export const MIDPOINT: ProviderGuide = {
  name: 'midpoint',
  title: 'Evolveum midPoint',
  guide: 'docs/guides/midpoint.md',
  profile: 'generic',
  variants: [
    {
      name: "With Evolveum's SCIM2 Generic Connector",
      steps: [
        {
          text: "Copy the connector's JAR into the folder for connectors in midPoint's home, and restart midPoint.",
        },
        {
          text: 'Resources > New Resource > From Scratch, choose SCIM2 Generic Connector, type a name, Next: Configuration.',
          authenticates: true,
        },
        { text: 'Test the connection, and choose the object types User and Group.' },
      ],
      methods: [
        {
          name: 'Token',
          credential: 'staticToken',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['Token', 'the token alone', 'token'],
            ['Token Name', 'Bearer'],
            ['Trust All Certificates', 'off'],
          ],
        },
        {
          name: 'Username and Password',
          credential: 'basic',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['Username', 'any user name: the journal shows it as the account'],
            ['Password', 'the token', 'token'],
          ],
        },
        {
          name: 'OAuth',
          credential: 'remoteToken',
          fields: [
            ['Base URL', '{scimUrl}'],
            ['Token URL', '{tokenEndpoint}'],
            ['Client ID', '{clientId}'],
            ['Client Secret', '"realm-config connection {realm} --secret" shows it', 'clientSecret'],
            ['Scope', '{scope}'],
          ],
        },
      ],
    },
    {
      name: "With ExclamationLabs' connector",
      steps: [{ text: 'Create a resource of connector-scim2.', authenticates: true }],
      methods: [
        {
          name: 'Token',
          credential: 'staticToken',
          fields: [
            ['Service URL', '{scimUrl}'],
            ['Token', 'the token alone', 'token'],
            ['Enable Standard Schema, Enable Enterprise User', 'on'],
            ['Enable AWS Schema, Enable Slack Schema, Enable Dynamic Schema', 'off'],
            ['Users Endpoint URL', '/Users'],
            ['Groups Endpoint URL', '/Groups'],
            ['Pagination Enabled', 'on'],
            ['Deep Get Enabled, Deep Import Enabled', 'off'],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: 'Add outbound mappings, as the table of the guide says. Keep the resource in the lifecycle state Proposed until a simulation shows what you expect.',
    },
  ],
  traps: [
    'The address must be the one that midPoint uses: its client refuses a resource whose meta.location is outside its base URL.',
    'Build the association on members of the group: groups of a user is read-only in SCIM, and ignored in a write.',
    'Correlate by userName, so that midPoint takes existing users over.',
    'Passwords that midPoint sends are stored in Keycloak, unless a mapping document ignores them.',
  ],
  tried:
    "The UnboundID SDK, which Evolveum's connector contains, runs in the tests; neither midPoint nor a connector did.",
};
