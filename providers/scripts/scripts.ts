import { azScript } from './az.ts';
import { powerShellScript } from './powerShell.ts';
import { terraformScript } from './terraform.ts';
import type { ScriptValues } from './values.ts';

/** The languages in which a script can be printed. */
export type ScriptLanguage = 'powershell' | 'az' | 'terraform';

/** Makes a script. */
export type Script = (values: ScriptValues) => string;

/** What makes the script of an identity provider, by the provider's name and by language. */
export const SCRIPTS: Readonly<Record<string, Readonly<Record<ScriptLanguage, Script>>>> = {
  entra: { powershell: powerShellScript, az: azScript, terraform: terraformScript },
};
