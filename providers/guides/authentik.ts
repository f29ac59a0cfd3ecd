import type { ProviderGuide } from './guide.ts';

/** authentik. */
export const AUTHENTIK: ProviderGuide = {
  name: 'authentik',
  title: 'authentik',
  guide: 'docs/guides/authentik.md',
  profile: 'generic',
  variants: [
    {
      steps: [
        {
          text: 'Applications > Applications > New Application, type a name, Next, Provider Type = SCIM, Next.',
        },
        { text: 'Fill in Configure Provider.', authenticates: true },
        { text: 'Next, Next, Create.' },
      ],
      methods: [
        {
          name: 'static token',
          credential: 'staticToken',
          fields: [
            ['URL', '{scimUrl}'],
            ['Authentication mode', 'static token'],
            ['Token', 'the token alone, without the word Bearer', 'token'],
            ['Compatibility mode', 'the default'],
            ['Verify certificates', 'on'],
            ['Property mappings', "authentik's defaults for users and for groups, or your own"],
          ],
        },
      ],
    },
  ],
  finalSteps: [
    {
      text: 'Edit the application that people sign in through (or the new one), press the plus icon next to Backchannel providers, select the SCIM provider, Confirm, Save changes.',
    },
  ],
  traps: [
    "authentik's worker must be able to reach the URL.",
    'To try it without writing, switch the dry run of the provider on.',
    'The default mapping sends no last name for a name without a blank: if the realm requires one, write a mapping that always has a familyName.',
  ],
  tried: "Tested with the requests that authentik's source sends, not with an installation of authentik.",
};
