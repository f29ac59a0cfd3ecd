import { readFile, stat } from 'node:fs/promises';
import packageJson from '../../../../package.json' with { type: 'json' };
import { ADMINISTRATORS, VARIABLES } from '../../../../bridge/environment.ts';
import { ENVIRONMENT_HELP } from '../../../../realm-config/environment.ts';
import { issuersOf } from '../../../../bridge/tenants/acceptedCredentials.ts';
import { readScimConfig } from '../../../../bridge/tenants/config.ts';
import { readDocument } from '../../../../mappers/document/readDocument.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { fileFor, type DocumentedFile } from '../../../support/docs/jsonKinds.ts';
import { commandsOf, readCode } from '../../../support/docs/markdown.ts';
import { operatorPages, type Page } from '../../../support/docs/pages.ts';
import { helpOf, knownCommands, namesInHelp } from '../../../support/docs/program.ts';

/** What a fenced block may hold, and what becomes of it. */
const LANGUAGES: Readonly<Record<string, string>> = {
  sh: 'every line is run by test/integration/operators/printed-commands',
  json: 'is read as the bridge reads it',
  text: 'output of a program',
  nginx: 'lines of docker/proxies/nginx.conf, which nginx runs with',
  ini: 'names only variables that the bridge reads',
  yaml: 'configuration of a program that the tests do not have',
};

/** Variables of other programs that pages name. */
const OTHER_VARIABLES = [
  ...['NODE_EXTRA_CA_CERTS', 'NODE_USE_ENV_PROXY', 'KC_HOSTNAME', 'HTTPS_PROXY'],
  // Of the image and of Compose.
  ...['NODE_IMAGE', 'PUBLIC_HOST', 'REALM'],
  // What the command of --token-sink has in its environment.
  ...['SCIM_REALM', 'SCIM_TOKEN_LABEL'],
  // Of the script for the Azure CLI.
  ...['GROUP_IDS', 'TEST_USER_ID', 'NOTIFY_EMAIL', 'DELETE_THRESHOLD'],
];

let pages: Page[];
let commands: string[];

beforeAll(async () => {
  pages = await operatorPages();
  commands = await knownCommands();
});

interface PrintedCommand {
  readonly place: string;
  readonly words: readonly string[];
}

/** The words after `realm-config`; `undefined` if the text is no command line of it. */
function realmConfigWords(text: string): string[] | undefined {
  const [, whole] = /^(?:npm run (?:-s )?realm-config -- |realm-config )(.*)$/s.exec(text) ?? [];
  const words = (whole ?? text).split(/\s+/);
  const [name = ''] = words;
  if (whole !== undefined) return words;
  return words.length > 1 && commands.includes(name) ? words : undefined;
}

/** Command lines of `realm-config`, in blocks and in sentences. */
function printedCommands(): PrintedCommand[] {
  return pages.flatMap(({ name, code }) =>
    [
      ...code.blocks
        .filter(({ language }) => language === 'sh')
        .flatMap((block) => commandsOf(block).map((text) => ({ line: block.line, text }))),
      ...code.inline,
    ].flatMap(({ line, text }) => {
      const words = realmConfigWords(text);
      return words === undefined ? [] : [{ place: `${name}:${line}: ${text}`, words }];
    }),
  );
}

/** The help of the command that these words call; empty if there is no such command. */
async function helpFor([command = '', subcommand = '']: readonly string[]): Promise<string> {
  const text = commands.includes(command) ? await helpOf(command) : '';
  const [, list = ''] = text.split('Commands:');
  return namesInHelp(list).includes(subcommand) ? helpOf(command, subcommand) : text;
}

describe('README and the guides', () => {
  it('say of every block what language it is in', () => {
    const unknown = pages.flatMap(({ name, code }) => [
      ...code.indented.map((line) => `${name}:${line} is indented and has no fence`),
      ...code.blocks
        .filter(({ language }) => LANGUAGES[language] === undefined)
        .map(({ line, language }) => `${name}:${line} is in "${language}"`),
    ]);
    expect(unknown).toEqual([]);
  });

  it('name only commands and options that realm-config has', async () => {
    const mistakes: string[] = [];
    for (const { place, words } of printedCommands()) {
      const text = await helpFor(words);
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
      const unknown = options.filter((option) => !new RegExp(`(^|\\s)${option}\\b`).test(text));
      if (text === '' || unknown.length > 0) mistakes.push(`${place}: ${unknown.join(' ')}`);
    }
    expect(mistakes).toEqual([]);
  });

  it('call realm-config in the one way that works in a checkout and in production', () => {
    const bare = pages.flatMap(({ name, code }) =>
      [
        ...code.blocks.filter(({ language }) => language === 'sh').flatMap(commandsOf),
        // In a sentence, `realm-config enable` is the name of a command, and no line to type.
        ...code.inline.map(({ text }) => text).filter((text) => text.split(' ').length > 2),
      ]
        .filter((text) => /(^|[;&|(] *|: |npx )realm-config /.test(text))
        .map((text) => `${name}: ${text}`),
    );
    expect(bare).toEqual([]);
  });

  it('name only scripts that package.json has', async () => {
    const contributing = await readFile(new URL('../../../../CONTRIBUTING.md', import.meta.url), 'utf8');
    const texts = [...pages, { name: 'CONTRIBUTING.md', text: contributing }];
    const scripts = Object.keys(packageJson.scripts);
    const unknown = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)]
        .map(([, script = '']) => script)
        .filter((script) => script !== 'test:' && !scripts.includes(script))
        .map((script) => `${name}: ${script}`),
    );
    expect(unknown).toEqual([]);
  });

  it('name only environment variables that are read', () => {
    const known = new Set([
      ...Object.keys(VARIABLES),
      ...ADMINISTRATORS,
      ...OTHER_VARIABLES,
      ...[...ENVIRONMENT_HELP.matchAll(/^ {2}([A-Z_]+)/gm)].map(([, name = '']) => name),
    ]);
    const unknown = pages.flatMap(({ name, code }) =>
      [
        ...code.inline,
        ...code.blocks
          .filter(({ language }) => language === 'ini')
          .flatMap(({ line, text }) => text.split('\n').map((assignment) => ({ line, text: assignment }))),
      ]
        .map(({ line, text }) => ({ line, variable: text.replace(/=.*/s, '') }))
        .filter(({ variable }) => /^[A-Z]+(_[A-Z]+)+$/.test(variable) && !known.has(variable))
        .map(({ line, variable }) => `${name}:${line}: ${variable}`),
    );
    // Required actions of Keycloak are written in the same way.
    expect(unknown.filter((text) => !/: (UPDATE_PASSWORD|CONFIGURE_TOTP)$/.test(text))).toEqual([]);
  });

  it('print documents that the bridge accepts', async () => {
    const quirks = await loadQuirks();
    const readers: Readonly<Record<DocumentedFile, (document: object) => unknown>> = {
      'user.json': (document) => (document as { schemas: string[] }).schemas.join(),
      'patch.json': (document) => (document as { schemas: string[] }).schemas.join(),
      'authentication.json': (authentication) =>
        issuersOf(readScimConfig(JSON.stringify({ version: 1, authentication })), () => true),
      'mapping.json': (document) => {
        expect(readDocument(document, 'mapping.json').mistakes ?? []).toEqual([]);
        return compileProfile({ preset: 'generic', quirks, document: { document, file: 'mapping.json' } });
      },
      'rules.json': (document) => readScimConfig(JSON.stringify({ version: 1, ...document })),
    };
    let count = 0;
    for (const { name, code } of pages) {
      const printed = [
        ...code.blocks.filter(({ language }) => language === 'json'),
        ...code.inline.filter(({ text }) => text.startsWith('{ "') && !text.includes('…')),
      ];
      for (const { line, text } of printed) {
        const place = `${name}:${line}`;
        const document = JSON.parse(text) as object;
        const file = fileFor(document);
        if (file === undefined) throw new Error(`${place}: nobody reads such a document`);
        expect({ place, mistakes: errorOf(() => readers[file](document)) }).toEqual({ place });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(10);
  });
});

function errorOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the unit for systemd', () => {
  it('starts a program that is there, with variables that the bridge reads', async () => {
    const root = new URL('../../../../', import.meta.url);
    const unit = await readFile(new URL('packaging/scim-bridge.service', root), 'utf8');
    const [, memory = '', program = ''] =
      /^ExecStart=\/opt\/scim-bridge\/node_modules\/\.bin\/node (--\S+) (\S+)$/m.exec(unit) ?? [];
    expect((await stat(new URL(program, root))).isFile()).toBe(true);
    expect(packageJson.scripts.start.split(' ').at(-1)).toBe(program);
    expect(packageJson.scripts.start.split(' ')).toContain(memory);
    expect(await readFile(new URL('docker/Dockerfile', root), 'utf8')).toContain(
      `"node", "${memory}", "dist/`,
    );
    expect(Object.keys(packageJson.dependencies)).toContain('node');
    const variables = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
    expect(variables.filter((name) => !Object.keys(VARIABLES).includes(name))).toEqual(['NODE_ENV']);
  });
});

describe('the code of a page', () => {
  it('is found in fences, in lists and in sentences', () => {
    const page = [
      'Run `a b`:',
      '',
      '1. this',
      '',
      '   ```sh',
      '   x \\',
      '     y   # why',
      '   ```',
      '',
      '    z',
    ];
    const { blocks, inline, indented } = readCode(page.join('\n'));
    expect(blocks).toEqual([{ language: 'sh', line: 6, text: 'x \\\n  y   # why' }]);
    expect(commandsOf({ text: blocks[0]?.text ?? '' })).toEqual(['x y']);
    expect(inline).toEqual([{ line: 1, text: 'a b' }]);
    expect(indented).toEqual([10]);
  });
});
