import type { ComponentType } from 'react';
import { loadBridgeTexts, loadPageTexts } from '../i18n/translations.ts';

/** A page about a realm. */
export interface PageEntry {
  /** Its folder in `pages`, its last part in the address, and the beginning of its texts' keys. */
  readonly name: string;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
  /** Another page of which it shows parts, with their texts. */
  readonly textsOf?: string;
  /** Further texts of the bridge that it shows. */
  readonly speaksOf?: string;
}

/** A part of the navigation. */
export interface Section {
  readonly name: string;
  readonly pages: readonly PageEntry[];
}

/** Every page about a realm, in the order of the navigation. */
export const SECTIONS: readonly Section[] = [
  {
    name: 'connect',
    pages: [
      { name: 'overview', load: () => import('../pages/overview/OverviewPage.tsx'), textsOf: 'log' },
      { name: 'endpoint', load: () => import('../pages/endpoint/EndpointPage.tsx') },
      {
        name: 'connect',
        load: () => import('../pages/connect/ConnectPage.tsx'),
        textsOf: 'log',
        speaksOf: 'providers',
      },
      { name: 'tokens', load: () => import('../pages/tokens/TokensPage.tsx') },
    ],
  },
  {
    name: 'data',
    pages: [
      { name: 'mapping', load: () => import('../pages/mapping/MappingPage.tsx') },
      { name: 'onboarding', load: () => import('../pages/onboarding/OnboardingPage.tsx') },
      { name: 'protection', load: () => import('../pages/protection/ProtectionPage.tsx') },
      { name: 'sources', load: () => import('../pages/sources/SourcesPage.tsx') },
    ],
  },
  {
    name: 'watch',
    pages: [
      { name: 'log', load: () => import('../pages/log/LogPage.tsx') },
      { name: 'leavers', load: () => import('../pages/leavers/LeaversPage.tsx'), textsOf: 'log' },
    ],
  },
  {
    name: 'operate',
    pages: [
      { name: 'health', load: () => import('../pages/health/HealthPage.tsx') },
      { name: 'configuration', load: () => import('../pages/configuration/ConfigurationPage.tsx') },
      { name: 'about', load: () => import('../pages/about/AboutPage.tsx') },
    ],
  },
];

/** The page about all realms. */
export const REALMS_PAGE: PageEntry = {
  name: 'realms',
  load: () => import('../pages/realms/RealmsPage.tsx'),
};

/** Loads a page with its texts. */
export async function loadPage({
  name,
  load,
  textsOf,
  speaksOf,
}: PageEntry): Promise<{ readonly Component: ComponentType }> {
  const folders = textsOf === undefined ? [name] : [textsOf, name];
  const [{ Page }] = await Promise.all([
    load(),
    ...folders.map(loadPageTexts),
    ...(speaksOf === undefined ? [] : [loadBridgeTexts(speaksOf)]),
  ]);
  return { Component: Page };
}
