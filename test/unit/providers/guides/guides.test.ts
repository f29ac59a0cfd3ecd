import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findPreset } from '../../../../mappers/document/presets.ts';
import type { ProviderGuide } from '../../../../providers/guides/guide.ts';
import { PROVIDER_GUIDES } from '../../../../providers/guides/guides.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..', '..');

const read = (name: string): Promise<string> => readFile(path.join(ROOT, name), 'utf8');

/** A text in one line, without marks of Markdown. */
const plain = (text: string): string =>
  text
    .replace(/[_*`"]/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();

const fieldsOf = ({ variants, finalSteps }: ProviderGuide): string[] => [
  ...variants.flatMap(({ methods }) => methods.flatMap(({ fields }) => fields.map(([name]) => name))),
  ...finalSteps.flatMap(({ fields = [] }) => fields.map(([name]) => name)),
];

const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value) as object).flatMap(textsOf);

/** The names that section 2 of a guide sets in italics before its first subsection: menus, buttons and fields. */
function labelsOf(markdown: string): string[] {
  const [, section = ''] = /\n## 2\. [^\n]*\n([^]*?)\n##/.exec(markdown) ?? [];
  const text = section.replace(/```[^]*?```/g, '').replace(/`[^`]*`/g, '');
  return [...text.matchAll(/(?<!\w)_([^_]+)_(?!\w)/g)].flatMap(([, label = '']) => label.split(/\s+>\s+/));
}

/** Names in italics that are no words of the provider, or that stand in a subsection of ways that are in the guide only. */
const NO_WORDS: Readonly<Record<string, readonly string[]>> = {
  'docs/guides/okta.md': ["Keycloak's tokens", "Tokens of Okta's authorization server", 'Passwords'],
};

describe('the data of identity providers', () => {
  it('has every provider that has a guide, in the order of the list of guides', async () => {
    const [, list = ''] = (await read('docs/guides/README.md')).split('By identity provider');
    const guides = [...list.matchAll(/^- \[([\w-]+\.md)\]/gm)].map(([, name = '']) => `docs/guides/${name}`);
    expect(PROVIDER_GUIDES.map(({ guide }) => guide)).toEqual(
      guides.filter((guide) => !guide.endsWith('/keycloak-token-endpoint.md')),
    );
  });

  it.each(PROVIDER_GUIDES)(
    'has the words of the guide, all of them and no others: $name',
    async (provider) => {
      const markdown = await read(provider.guide);
      const guide = plain(markdown + (await read('docs/guides/keycloak-token-endpoint.md')));
      const names = fieldsOf(provider).flatMap((name) => name.replace(/ \(.*\)$/, '').split(', '));
      expect(names.filter((name) => !guide.includes(plain(name)))).toEqual([]);
      const data = plain(textsOf(provider).join(' '));
      const known = (NO_WORDS[provider.guide] ?? []).map(plain);
      const missing = labelsOf(markdown).filter(
        (label) => !data.includes(plain(label)) && !known.includes(plain(label)),
      );
      expect(missing).toEqual([]);
    },
  );

  it.each(PROVIDER_GUIDES)('has the profile of the guide: $name', async (provider) => {
    expect(await read(provider.guide)).toContain(`enable acme --profile ${provider.profile}\n`);
    expect(findPreset(provider.profile)).toBeDefined();
    expect(provider.withGeneric === undefined).toBe(provider.profile === 'generic');
  });

  it.each(PROVIDER_GUIDES)(
    'has one form and a static token in every variant, and no dead placeholder: $name',
    (provider) => {
      const known = ['realm', 'scimUrl', 'tokenEndpoint', 'clientId', 'scope', 'tenantId'];
      for (const { steps, methods } of provider.variants) {
        expect(steps.filter(({ authenticates }) => authenticates === true)).toHaveLength(1);
        expect(methods.map(({ credential }) => credential)).toEqual(
          expect.arrayContaining([expect.stringMatching(/^(staticToken|basic)$/)]),
        );
      }
      const placeholders = textsOf(provider).flatMap((text) =>
        [...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name),
      );
      expect(placeholders.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    },
  );
});
