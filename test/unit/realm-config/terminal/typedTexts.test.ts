import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVIL, UNSAFE, useHostileRealm } from './hostileRealm.ts';

const { screenOf, refuse } = useHostileRealm();

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'terminal-'));
  await writeFile(
    path.join(folder, 'evil.json'),
    JSON.stringify({ user: [{ scim: EVIL, [EVIL]: EVIL }], [EVIL]: 1 }),
  );
});

afterAll(() => rm(folder, { recursive: true }));

describe('what reaches the terminal', () => {
  it.each<[what: string, args: string[], variables?: Record<string, string>]>([
    ['an unknown command', [EVIL]],
    ['an unknown option', ['status', `--${EVIL}`]],
    ['a choice', ['log', 'acme', '--kind', EVIL]],
    ['a limit', ['log', 'acme', '--limit', EVIL]],
    ['a reference beside another choice', ['log', '--reference', EVIL, '--user', EVIL]],
    ['a moment', ['log', 'acme', '--since', EVIL]],
    ['a brake', ['enable', 'acme', '--brake', EVIL]],
    ['a profile', ['enable', 'acme', '--profile', EVIL]],
    ['an address', ['test', 'acme', '--url', EVIL]],
    ['a provider', ['connect', EVIL, 'acme']],
    ['the id of a group', ['connect', 'entra', 'acme', '--print', 'az', '--group', EVIL]],
    ['the name of an application', ['connect', 'entra', 'acme', '--print', 'az', '--app-name', EVIL]],
    ['a file that is missing', ['enable', 'acme', '--mapping', EVIL]],
    ['the name of a key file', ['bridge-key', 'show', EVIL]],
    ['the address of Keycloak', ['status', 'acme'], { KEYCLOAK_URL: EVIL }],
    ['the address of the bridge', ['status', 'acme'], { MANAGEMENT_URL: EVIL }],
    ['a realm of administrators', ['status', 'acme'], { KEYCLOAK_ADMIN_REALM: EVIL }],
  ])('is harmless when the command line has such texts: %s', async (_what, args, variables = {}) => {
    expect((await screenOf(args, variables)).all).not.toMatch(UNSAFE);
  });

  it.each<[text: string]>([
    [
      JSON.stringify({
        realm: EVIL,
        tokens: [{ label: EVIL, expires: '1d' }],
        settings: { displayName: EVIL },
      }),
    ],
    [JSON.stringify({ realm: EVIL, ensure: 'absent', users: 'disable' })],
    [JSON.stringify({ realm: EVIL, [EVIL]: EVIL, profile: EVIL, lifecycle: { [EVIL]: EVIL } })],
    [
      JSON.stringify({
        realm: EVIL,
        settings: { displayName: `file:${EVIL}`, defaultLocale: `env:${EVIL}` },
      }),
    ],
    [
      JSON.stringify({
        template: { [EVIL]: `\${${EVIL}}` },
        tenants: [{ realm: EVIL, [EVIL]: EVIL }],
        [EVIL]: 1,
      }),
    ],
    [JSON.stringify({ plan: EVIL, locations: [EVIL], realms: { [EVIL]: 1 } })],
    [EVIL],
  ])('is harmless when documents of realms have them: %j', async (text) => {
    const file = path.join(folder, 'realm.json');
    await writeFile(file, text);
    for (const refusal of [false, true]) {
      refuse(refusal);
      for (const args of [['validate'], ['plan'], ['drift'], ['apply', '--yes']]) {
        expect((await screenOf([...args, file])).all).not.toMatch(UNSAFE);
        expect((await screenOf([...args, file, '--json'])).all).not.toMatch(UNSAFE);
      }
    }
    for (const args of [
      ['validate', EVIL],
      ['plan', file, '--only', EVIL],
      ['plan', file, '--out', `${file}/${EVIL}`],
      ['init', `${file}/${EVIL}`],
    ])
      expect((await screenOf(args)).all).not.toMatch(UNSAFE);
  });

  it('is harmless when a document has them', async () => {
    const { all } = await screenOf(['enable', 'acme', '--mapping', path.join(folder, 'evil.json')]);
    expect(all).not.toMatch(UNSAFE);
    const file = path.join(folder, 'key\u001b.jwks');
    for (const command of ['new', 'rotate', 'prune'])
      expect((await screenOf(['bridge-key', command, file], { MANAGEMENT_URL: '' })).all).not.toMatch(UNSAFE);
  });
});
