import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { BRIDGE } from './bridgeTexts.ts';

/** Texts by key. */
type Texts = Readonly<Record<string, string>>;

/** The languages of the console. */
const LANGUAGES = ['en', 'de'] as const;

/** A language of the console. */
export type Language = (typeof LANGUAGES)[number];

/** The texts of each page, those of the shell, and those of the bridge, by path: only those in use are loaded. */
const FILES = import.meta.glob<Texts>(['./*/*.json', '../pages/*/*.json'], { import: 'default' });

/** The language to speak: the first wanted one that the console has, or English. */
function chooseLanguage(wanted: readonly string[]): Language {
  const languages = wanted.map((text) => text.split('-')[0] ?? '');
  return languages.flatMap((language) => LANGUAGES.filter((known) => known === language))[0] ?? 'en';
}

/** Loads the texts of a folder, in the language in use. */
async function loadTexts(folder: string): Promise<Texts> {
  return (await FILES[`${folder}/${i18next.language}.json`]?.()) ?? {};
}

/** Loads the texts of a page. */
export async function loadPageTexts(page: string): Promise<void> {
  i18next.addResourceBundle(i18next.language, 'translation', await loadTexts(`../pages/${page}`));
}

/** Loads texts of the bridge that only some pages show. */
export async function loadBridgeTexts(folder: string): Promise<void> {
  i18next.addResourceBundle(i18next.language, BRIDGE, await loadTexts(`./${folder}`));
}

/** Loads the texts of the shell in the person's language; `uiLocales` of the address goes before that of the browser. */
export async function startTranslations(uiLocales: string | null): Promise<Language> {
  const language = chooseLanguage([...(uiLocales?.split(' ') ?? []), ...navigator.languages]);
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    keySeparator: false,
    nsSeparator: false,
  });
  const [shell, bridge] = await Promise.all([loadTexts('./shell'), loadTexts('./bridge')]);
  i18next.addResourceBundle(language, 'translation', shell);
  i18next.addResourceBundle(language, BRIDGE, bridge);
  return language;
}
