import i18next from 'i18next';
import { CHECKS } from '../../../bridge/doctor/checks/checks.ts';
import { REALM_FINDINGS } from '../../../bridge/doctor/codes.ts';
import { findingOf, remedyTemplate } from '../../../bridge/doctor/finding.ts';
import { STEPS } from '../../../bridge/enablement/steps/steps.ts';
import { BRIDGE, inLanguage, languageOf } from '../../../console/src/i18n/bridgeTexts.ts';
import { PROVIDER_GUIDES } from '../../../providers/guides/guides.ts';
import type { Field, Step } from '../../../providers/guides/guide.ts';
import { acceptance } from '../../../bridge/connecting/realmFacts.ts';
import { sentenceOf } from '../../../console/src/pages/log/sentence.ts';
import type { JournalEntry } from '../../../bridge/admin/contract.ts';
import { isCopied } from '../../../console/src/pages/connect/connection.ts';
import germanOfProviders from '../../../console/src/i18n/providers/de.json' with { type: 'json' };
import german from '../../../console/src/i18n/bridge/de.json' with { type: 'json' };
import { message } from '../../../documents/text.ts';
import { messageTemplates } from '../../support/console/messageTemplates.ts';

/** A realm that accepts no credential. */
const ACCEPTS_NOTHING = {
  authentication: { staticTokens: false },
  connection: {
    ...{ scimUrl: '', scimUrls: [], tokenEndpoint: '', clientId: '', audience: '', scope: '' },
    ...{ remoteToken: false, trusted: [] },
  },
};

const GERMAN: Readonly<Record<string, string>> = german;

/** Whether a template says something itself, and not only what its values say. */
const saysSomething = (template: string): boolean => /\p{L}/u.test(template.replaceAll(/\{\w+\}/g, ''));

/** The templates of everything that the bridge says as data. */
const TEMPLATES = [
  ...Object.values(REALM_FINDINGS).map(remedyTemplate),
  ...CHECKS.map(({ check }) => check),
  ...STEPS.map(({ name }) => name),
  ...(await messageTemplates(['documents', 'mappers', 'bridge'])),
].filter(saysSomething);

/** The words of a guide that are not copied as they are. */
const wordsOf = (value: string): string[] => (saysSomething(value) && !isCopied(value) ? [value] : []);

const fieldTemplates = (fields: readonly Field[] = []): string[] =>
  fields.flatMap(([, value]) => wordsOf(value));

const stepTemplates = ({ text, fields }: Step): string[] => [text, ...fieldTemplates(fields)];

/** The templates of the guides, as far as the console shows them, and of what makes a realm accept a credential. */
const GUIDE_TEMPLATES = PROVIDER_GUIDES.flatMap(({ variants, finalSteps, traps, withGeneric }) => [
  ...variants.flatMap(({ name, steps, methods }) => [
    ...(name === undefined ? [] : [name]),
    ...steps.flatMap(stepTemplates),
    ...methods.flatMap(({ name: method, credential, fields }) => [
      method,
      acceptance(credential, ACCEPTS_NOTHING).remedy,
      ...fieldTemplates(fields),
    ]),
  ]),
  ...finalSteps.flatMap(stepTemplates),
  ...traps,
  ...(withGeneric === undefined ? [] : [withGeneric]),
]);

const placeholders = (text = ''): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

/** The commands in a text, which the console offers to copy. */
const commands = (text = ''): string[] => text.match(/"realm-config [^"]*"/g) ?? [];

describe.each<[of: string, templates: readonly string[], german: Readonly<Record<string, string>>]>([
  ['of itself', TEMPLATES, GERMAN],
  ['of identity providers', GUIDE_TEMPLATES, germanOfProviders],
])('what the bridge says %s', (_of, templates, texts) => {
  it('is there in German, and nothing that it no longer says', () => {
    expect(templates.length).toBeGreaterThan(100);
    expect(Object.keys(texts).sort()).toEqual([...new Set(templates)].sort());
  });

  it('names the same values and commands in German', () => {
    for (const [template, text] of Object.entries(texts)) {
      expect([template, placeholders(text)]).toEqual([template, placeholders(template)]);
      expect([template, commands(text)]).toEqual([template, commands(template)]);
      expect([template, text.trim()]).not.toContain('');
    }
  });
});

describe('a finding', () => {
  it.each(Object.keys(REALM_FINDINGS) as (keyof typeof REALM_FINDINGS)[])(
    'has its values in what is to be done: %s',
    (code) => {
      const { remedy, texts } = findingOf({ code, where: 'x', evidence: 'y' }, 'acme');
      expect(remedy).toBe(REALM_FINDINGS[code].remedy.replaceAll('REALM', 'acme'));
      const [text] = texts.remedy;
      const { template, values } = typeof text === 'object' ? text : message('');
      const named = placeholders(template).map((placeholder) => placeholder.slice(1, -1));
      expect(named.filter((name) => !Object.hasOwn(values, name))).toEqual([]);
    },
  );
});

describe('what the bridge says to somebody who speaks German', () => {
  const before = i18next.language;

  beforeAll(async () => {
    await i18next.init({ lng: 'de', resources: {}, keySeparator: false, nsSeparator: false });
    i18next.addResourceBundle('de', BRIDGE, GERMAN);
  });

  afterAll(() => {
    i18next.language = before;
  });

  it('is German with the values of the realm, in a list and in sentences within it', () => {
    const { texts } = findingOf(
      {
        code: 'missing',
        where: 'scim.config#/onboarding/realmRoles/0',
        evidence: message('There is no realm role "{name}".', { name: 'staf' }),
        suggestion: message('Did you mean "{name}"?', { name: 'staff' }),
      },
      'acme',
    );
    expect(inLanguage(texts.evidence)).toBe('Eine Realm-Rolle „staf“ gibt es nicht.');
    expect(inLanguage(texts.remedy)).toBe(
      'Legen Sie es in Keycloak an, oder ändern Sie die Regel mit "realm-config enable acme --lifecycle FILE". Meinten Sie „staff“?',
    );
    expect(languageOf(texts.remedy)).toBeUndefined();
  });

  it('is German in the log about what an administrator did, but for entries of earlier versions', () => {
    const old = { kind: 'audit', outcome: 'Static token aaa111 made.' } as JournalEntry;
    const texts = [message('Static token "{label}" ({id}) made.', { label: 'Entra', id: 'aaa111' })];
    expect(sentenceOf({ ...old, texts }, i18next.t)).toBe('Statisches Token „Entra“ (aaa111) angelegt.');
    expect(sentenceOf(old, i18next.t)).toBe(old.outcome);
  });

  it('stays in English if it has no translation, or is what somebody else says', () => {
    const unknown = { template: 'A new sentence about {realm}.', values: { realm: 'acme' } };
    expect(inLanguage([unknown, 'off'])).toBe('A new sentence about acme. off');
    expect([languageOf([unknown]), languageOf(['off']), languageOf([message('off')])]).toEqual([
      'en',
      'en',
      undefined,
    ]);
  });
});
