import { instructionsFor, type Instructions } from '../../../../bridge/connecting/instructions.ts';
import type { ProviderGuide } from '../../../../providers/guides/guide.ts';
import { PROVIDER_GUIDES } from '../../../../providers/guides/guides.ts';
import type { RealmFacts } from '../../../../bridge/connecting/realmFacts.ts';
import { instructionLines } from '../../../../realm-config/render/instructions.ts';

const SCIM_URL = 'https://id.example.com/realms/acme/scim/v2';
const TENANT = '11111111-2222-3333-4444-555555555555';

const provider = (name: string): ProviderGuide => {
  const found = PROVIDER_GUIDES.find((known) => known.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** What differs from a served realm with the profile `azure` and a static token. */
interface Changes {
  readonly realm?: string;
  readonly scimUrl?: string;
  readonly status?: Partial<RealmFacts['status']>;
  readonly connection?: Partial<RealmFacts['connection']>;
  readonly authentication?: RealmFacts['authentication'];
}

function facts({ realm = 'acme', scimUrl = SCIM_URL, ...changes }: Changes = {}): RealmFacts {
  return {
    realm,
    scimUrl,
    authentication: changes.authentication ?? {},
    status: {
      ...{ profile: 'azure', served: true, problems: [], mode: 'provision' },
      credentials: { staticTokens: 1 },
      ...changes.status,
    },
    connection: {
      ...{ scimUrl, scimUrls: [scimUrl], audience: scimUrl, scope: 'scim', clientId: 'scim-endpoint' },
      tokenEndpoint: 'https://id.example.com/realms/acme/protocol/openid-connect/token',
      ...{ remoteToken: false, trusted: [], ...changes.connection },
    },
  };
}

const entra = (changes?: Changes): Instructions => instructionsFor(provider('entra'), facts(changes));

const form = ({ variants: [variant] }: Instructions): Record<string, string> =>
  Object.fromEntries(variant?.method.fields.map(({ name, value }) => [name, value]) ?? []);

const remedies = ({ variants }: Instructions): Record<string, string | undefined> =>
  Object.fromEntries(variants[0]?.otherMethods.map(({ name, remedy }) => [name, remedy]) ?? []);

describe('the instructions for a realm', () => {
  it('have its values in the form, and what other methods would need', () => {
    const instructions = entra();
    expect(instructions.findings).toEqual([]);
    expect(form(instructions)).toMatchObject({
      'Tenant URL': SCIM_URL,
      'Secret Token': 'the token, without the word Bearer: Entra adds it',
    });
    expect(instructions.variants[0]?.steps[1]?.fields).toEqual(instructions.variants[0]?.method.fields);
    expect(remedies(instructions)).toMatchObject({
      'Bearer authentication, Secret Token left blank':
        '"realm-config enable acme --azure-tenant <tenant id>"',
      "OAuth2 client credentials grant, with Keycloak's tokens": '"realm-config enable acme --remote-token"',
    });
  });

  it('leave the secret blank where the realm trusts a tenant', () => {
    const trusted = [{ name: 'entra', kind: 'azure-tenant', parameters: { tenantId: TENANT } }];
    expect(form(entra({ connection: { trusted } }))['Secret Token']).toBe(
      `leave it blank: Entra signs every call, as the tenant ${TENANT}`,
    );
  });

  it('offer tokens of Keycloak without a remedy where the realm accepts them', () => {
    const instructions = entra({ connection: { remoteToken: true } });
    expect(form(instructions)['Secret Token']).toMatch(/^the token/);
    expect(remedies(instructions)["OAuth2 client credentials grant, with Keycloak's tokens"]).toBeUndefined();
    const only = entra({ connection: { remoteToken: true }, authentication: { staticTokens: false } });
    expect(form(only)).toMatchObject({
      'Client Identifier': 'scim-endpoint',
      'Scope (if it is asked for)': 'scim',
    });
    expect(only.token).toBe(
      'none: the realm accepts no static tokens ("staticTokens" is false in its authentication)',
    );
  });

  it('say so where the realm accepts none of the methods', () => {
    const { findings } = entra({ authentication: { staticTokens: false } });
    expect(findings).toEqual([
      'The realm does not accept "Bearer authentication" yet: the realm accepts no static tokens ("staticTokens" is false in its authentication).',
    ]);
  });

  it('say where the token comes from, and how many there are', () => {
    expect(entra().token).toBe(
      '"realm-config token new acme --label entra" shows a new one, once. The realm has 1 valid token, which cannot be shown again.',
    );
    const credentials = { ...facts().status.credentials, staticTokens: 0 };
    expect(entra({ status: { credentials } }).token).toMatch(
      /shows a new one, once\. The realm has no valid token\.$/,
    );
  });

  it.each([
    [
      'generic',
      /^The profile generic understands Microsoft Entra ID too\. It does not .* --profile azure" changes it/,
    ],
    [
      'okta',
      /^The profile okta is not made for Microsoft Entra ID; azure is\. "realm-config enable acme --profile/,
    ],
  ])('say whether the profile fits: %s', (profile, sentence) => {
    expect(entra({ status: { profile } }).findings).toEqual([expect.stringMatching(sentence)]);
  });

  it('warn of a realm that is not served, observes, or has an address that the provider refuses', () => {
    const problems = ['SCIM is not enabled for the realm'];
    const { findings } = instructionsFor(
      provider('okta'),
      facts({
        scimUrl: 'http://localhost:3000/realms/a_b/scim/v2',
        status: { served: false, mode: 'observe', problems, profile: 'okta' },
      }),
    );
    expect(findings).toEqual([
      'The realm is not served. SCIM is not enabled for the realm',
      expect.stringContaining('The realm observes'),
      expect.stringContaining('localhost:3000 is an address of this machine itself.'),
      expect.stringContaining('Okta refuses a base URL with an underscore.'),
    ]);
    const other = instructionsFor(provider('wso2'), facts({ scimUrl: SCIM_URL.replace('acme', 'a_b') }));
    expect(other.findings.join()).not.toContain('underscore');
  });

  it('name further addresses of the realm', () => {
    const other = SCIM_URL.replace('id.', 'login.');
    expect(entra({ connection: { scimUrls: [SCIM_URL, other] } }).otherScimUrls).toEqual([other]);
  });

  it('quote the realm where a command would not be copied whole', () => {
    const texts = JSON.stringify(entra({ realm: "Ann's; realm" }));
    expect(texts).toContain(String.raw`token new 'Ann'\\''s; realm' --label entra`);
    expect(texts).not.toMatch(/realm-config \w+ (?:new )?Ann/);
  });

  it.each(PROVIDER_GUIDES)('have every step and field on lines of their own: $name', (guide) => {
    const instructions = instructionsFor(guide, facts());
    const lines = instructionLines(instructions);
    for (const { steps, method, otherMethods } of instructions.variants) {
      for (const { text } of steps)
        expect(lines.some((line) => /^ *\d+\. /.test(line) && line.endsWith(text))).toBe(true);
      for (const { fields } of [method, ...otherMethods])
        for (const { name, value } of fields)
          expect(lines.some((line) => line.startsWith(`     ${name} `) && line.endsWith(`  ${value}`))).toBe(
            true,
          );
      expect(steps.length).toBeGreaterThan(0);
    }
    expect(lines.join('\n')).not.toMatch(/[{}]|undefined/);
    expect(lines[0]).toBe(`Realm acme: what to type in ${guide.title}`);
    expect(lines.at(-1)).toContain(guide.guide);
  });
});
