import { SCRIPTS } from '../../providers/scripts/scripts.ts';
import { defaultAppName, isOneLine } from '../../providers/scripts/values.ts';
import { isAddress } from '../tenants/baseUrl.ts';

/** A script with the values of a realm. */
export interface FilledScript {
  readonly language: string;
  readonly text: string;
}

/** The scripts of an identity provider for a realm; none if the provider has none, or the realm has no name and address for one. */
export function scriptsFor(provider: string, realm: string, scimUrl: string): FilledScript[] {
  if (!isAddress(scimUrl) || !isOneLine(realm)) return [];
  const values = { realm, scimUrl, appName: defaultAppName(realm, scimUrl), groups: [] };
  return Object.entries(SCRIPTS[provider] ?? {}).map(([language, script]) => ({
    language,
    text: script(values),
  }));
}
