import { execFileSync } from 'node:child_process';
import { SCRIPTS, type ScriptLanguage } from '../../../../providers/scripts/scripts.ts';
import { NON_GALLERY_TEMPLATE } from '../../../../providers/scripts/values.ts';

const EVIL = `'"\u2019; rm -rf ~ #\${x}%{y}$(id)\`id\`\\`;
const GROUP = '11111111-2222-3333-4444-555555555555';
const VALUES = {
  realm: EVIL,
  scimUrl: 'https://id.example.com/realms/acme/scim/v2',
  appName: EVIL,
  groups: [GROUP],
};

const scriptIn = (language: ScriptLanguage): string => SCRIPTS.entra?.[language](VALUES) ?? '';

/** What Graph is called for, in the order in which the calls stand. */
const CALLS = [
  ...[
    '/servicePrincipals?',
    '/applicationTemplates/',
    '/instantiate',
    'id,appRoles',
    '/templates',
    'templateId',
  ],
  ...[
    'BaseAddress',
    'SecretToken',
    '/validateCredentials',
    'SyncAll',
    'SyncNotificationSettings',
    '/secrets',
  ],
  ...['/appRoleAssignedTo', 'principalId', '/schema', 'ruleId', '/provisionOnDemand', '/start'],
];

/** The places of texts, each behind the one before; -1 if there is none. */
function placesOf(texts: readonly string[], script: string): number[] {
  let from = 0;
  return texts.map((text) => {
    const at = script.indexOf(text, from);
    if (at !== -1) from = at;
    return at;
  });
}

/** The code of a PowerShell script without its comments and with empty texts; quotes that do not match are an error. */
function powerShellCode(script: string): string {
  const token = /'(?:[^']|'')*'|"(?:[^"\u0060])*"|#[^\n]*|[^'"#]+/y;
  let code = '';
  while (token.lastIndex < script.length) {
    const at = token.lastIndex;
    const [text] = token.exec(script) ?? [];
    if (text === undefined) throw new Error(`a quote that does not end: ${script.slice(at, at + 60)}`);
    if (text.startsWith('#')) continue;
    code += /^['"]/.test(text) ? "''" : text;
  }
  return code;
}

/** The brackets of a code that have no partner. */
function unpaired(code: string): string {
  const open: string[] = [];
  for (const bracket of code.replace(/[^()[\]{}]/g, '')) {
    const partner = { ')': '(', ']': '[', '}': '{' }[bracket];
    if (partner === undefined) open.push(bracket);
    else if (open.pop() !== partner) return `${partner} … ${bracket}`;
  }
  return open.join('');
}

describe('every script for Entra ID', () => {
  it.each<ScriptLanguage>(['powershell', 'az', 'terraform'])(
    'reads the token from a variable and has the same values: %s',
    (language) => {
      const script = scriptIn(language);
      expect(script).toContain(VALUES.scimUrl);
      expect(script).toContain(NON_GALLERY_TEMPLATE);
      expect(script).toContain(GROUP);
      expect(script).toMatch(/SCIM_TOKEN|scim_token/);
      expect(script).not.toMatch(/[\p{Cc}--\n]/v);
      expect(script).not.toMatch(/\/beta\b|scim_[0-9A-Za-z]{49}/);
      for (const line of script.split('\n')) expect(line.length).toBeLessThan(200);
    },
  );

  it.each<ScriptLanguage>(['powershell', 'az'])('calls Graph in the same order: %s', (language) => {
    const places = placesOf(CALLS, scriptIn(language));
    expect(CALLS.filter((_, at) => places[at] === -1)).toEqual([]);
  });
});

describe('the script for the Azure CLI', () => {
  it('is one that bash understands, whatever the names are', () => {
    expect(execFileSync('bash', ['-n'], { input: scriptIn('az'), encoding: 'utf8' })).toBe('');
    expect(scriptIn('az')).toContain('\nset -efuo pipefail\n');
  });
});

describe('the script for PowerShell', () => {
  const code = powerShellCode(scriptIn('powershell'));

  it('stops at the first error, and is ASCII', () => {
    const [, strict, stop] = placesOf(
      ['param(', 'Set-StrictMode -Version Latest', 'ErrorActionPreference ='],
      code,
    );
    expect(stop).toBeGreaterThan(strict ?? 0);
    expect(strict).toBeGreaterThan(0);
    expect(scriptIn('powershell')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('has all its quotes and brackets in pairs, whatever the names are', () => {
    expect(unpaired(code)).toBe('');
    expect(code).not.toMatch(/rm -rf|\u0060/);
  });

  it('uses only variables that it has set', () => {
    const known = new Set(['null', '_', 'ErrorActionPreference', 'false', 'true']);
    const set = [
      ...code.matchAll(
        /(?:\$(\w+)\s*\+?=(?!=)|foreach \(\$(\w+) in|\[(?:string|int)(?:\[\])?\] \$(\w+)|, \$(Body))/g,
      ),
    ];
    for (const [, ...names] of set) for (const name of names) known.add(name);
    const unknown = [...code.matchAll(/\$(\w+)/g)].filter(([, name = '']) => !known.has(name));
    expect(unknown.map(([text]) => text)).toEqual([]);
  });
});

describe('the configuration for Terraform', () => {
  const script = scriptIn('terraform');
  const code = script.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/^\s*#.*$/gm, '');

  it('has the resources of the provider azuread, each of which depends on ones that are there', () => {
    const blocks = [...script.matchAll(/^(?:resource|data) "(\w+)" "(\w+)" \{$/gm)].map(
      ([text, type = '', name = '']) => `${text.startsWith('data') ? 'data.' : ''}${type}.${name}`,
    );
    expect(blocks).toEqual([
      ...['azuread_application_from_template.scim', 'data.azuread_service_principal.scim'],
      ...['azuread_synchronization_secret.scim', 'azuread_synchronization_job.scim'],
      'azuread_app_role_assignment.scim',
    ]);
    const used = [...code.matchAll(/(?:data\.)?azuread_\w+\.\w+/g)].map(([text]) => text);
    expect(used.filter((name) => !blocks.includes(name))).toEqual([]);
    const variables = [...script.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => `var.${name ?? ''}`);
    const read = new Set([...code.matchAll(/var\.\w+/g)].map(([text]) => text));
    expect([...read].sort()).toEqual(variables.sort());
  });

  it('keeps the token out of what is shown, and starts nothing by itself', () => {
    expect(script).toMatch(/variable "scim_token" \{[^}]*sensitive\s+= true/);
    expect(script).toMatch(/variable "enabled" \{[^}]*default\s+= false/);
  });

  it('has all its brackets in pairs and evaluates no name', () => {
    expect(unpaired(code)).toBe('');
    expect(script).not.toMatch(/(?<!\\u0024)[$%]\{/);
  });
});
