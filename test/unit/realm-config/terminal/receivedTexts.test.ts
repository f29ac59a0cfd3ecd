import { EVIL, UNSAFE, useHostileRealm } from './hostileRealm.ts';

const { screenOf, url, refuse } = useHostileRealm();

const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--all'],
  ['show', EVIL],
  ['status', EVIL, `${EVIL}2`],
  ['connection', EVIL, '--secret'],
  ['connect', 'entra', EVIL],
  ['connect', 'okta', EVIL],
  ['connect', 'entra', EVIL, '--print', 'powershell'],
  ['disable', EVIL],
  ['doctor', EVIL],
  ['brake', EVIL, '--release'],
  ['token', 'list', EVIL],
  ['token', 'new', EVIL, '--label', EVIL],
  ['token', 'rotate', EVIL, EVIL],
  ['token', 'revoke', EVIL, EVIL],
  ['log', EVIL],
  ['log', '--reference', EVIL],
  ['explain', EVIL, 'POST', '/Users'],
  ['explain', EVIL, '--user', EVIL],
  ['enable', EVIL],
  ['export', EVIL],
  ['migrate', EVIL, '--from', 'native'],
  ['decommission', EVIL, '--users', 'keep', '--yes'],
];

describe('what reaches the terminal', () => {
  it.each([
    ...COMMANDS,
    ['log', EVIL, '--verbose'],
    ['log', EVIL, '--follow'],
    ['log', '--reference', EVIL, '--verbose'],
  ])('is harmless, whatever names and texts the realm has: %s', async (...args) => {
    const { all } = await screenOf(args);
    expect(all).not.toMatch(UNSAFE);
    expect(all).toContain(String.raw`a\u001b[2J\u000d\u000aFORGED\u202e\u2066\u009b31m\u2028z`.slice(0, 7));
  });

  it.each(COMMANDS)('is harmless when all is refused with a reason of the same kind: %s', async (...args) => {
    refuse();
    const { code, all } = await screenOf(args);
    expect(code).not.toBe(0);
    expect(all).not.toMatch(UNSAFE);
  });

  it.each(COMMANDS)('is JSON, an object or a list on each line, with --json: %s', async (...args) => {
    for (const refusal of [false, true]) {
      refuse(refusal);
      const { stdout, all } = await screenOf([...args, '--json']);
      expect(all).not.toMatch(UNSAFE);
      const values = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      for (const value of values) expect(typeof value).toBe('object');
    }
  });

  it('is harmless when an address answers the test of a realm', async () => {
    const args = ['test', EVIL, '--url', `${url()}/realms/a/scim/v2`, '--token', `x${EVIL}`];
    const { all } = await screenOf(args);
    expect(all).not.toMatch(UNSAFE);
    expect((await screenOf([...args, '--json'])).all).not.toMatch(UNSAFE);
  });
});
