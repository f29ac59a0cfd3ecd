import { azScript } from './az.ts';
import { powerShellScript } from './powerShell.ts';
import { terraformScript } from './terraform.ts';
import { isAddress } from '../../tenants/baseUrl.ts';
import { defaultAppName, isOneLine, type ScriptValues } from './values.ts';

/** The languages in which a script can be printed. */
export type ScriptLanguage = 'powershell' | 'az' | 'terraform';

/** Makes a script. */
export type Script = (values: ScriptValues) => string;

/** What makes the script of an identity provider, by the provider's name and by language. */
export const SCRIPTS: Readonly<Record<string, Readonly<Record<ScriptLanguage, Script>>>> = {
  entra: { powershell: powerShellScript, az: azScript, terraform: terraformScript },
};

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
