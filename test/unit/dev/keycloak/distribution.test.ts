import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDistribution } from '../../../../dev/keycloak/distribution.ts';
import { requireJava } from '../../../../dev/keycloak/java.ts';
import { SetupError } from '../../../../dev/setupError.ts';
import { fakeJava, fakeMachine, fakeMaven, type FakeMachine } from '../../../support/processes/fakeTools.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

const cached = () => readdir(join(machine.folder, 'cache'));

describe('Java', () => {
  it('asks for Java when there is none', async () => {
    await expect(requireJava(machine.env)).rejects.toThrow(/Java 17 or newer, and there is none: install it/);
  });

  it('says when JAVA_HOME is wrong', async () => {
    await machine.tool('java', fakeJava('21.0.1'));
    const env = { ...machine.env, JAVA_HOME: join(machine.folder, 'nowhere') };
    await expect(requireJava(env)).rejects.toThrow(/JAVA_HOME has no working one/);
  });

  it.each(['1.8.0_402', '11.0.22', '16'])('refuses Java %s', async (version) => {
    await machine.tool('java', fakeJava(version));
    await expect(requireJava(machine.env)).rejects.toThrow(
      /^Java \d+ is too old for Keycloak: install Java 17/,
    );
  });

  it.each(['17.0.15', '21', '25-ea'])('takes Java %s', async (version) => {
    await machine.tool('java', fakeJava(version));
    await expect(requireJava(machine.env)).resolves.toBeUndefined();
  });
});

describe('the server distribution', () => {
  it('asks for Maven when there is none', async () => {
    await expect(ensureDistribution(machine.launch())).rejects.toThrow(/needs Maven: install it/);
  });

  it("hands on Maven's complaint about a broken download and keeps nothing of it", async () => {
    await machine.tool('mvn', 'echo "[ERROR] Checksum validation failed, expected a but is b"; exit 1');
    const attempt = ensureDistribution(machine.launch());
    await expect(attempt).rejects.toThrow(SetupError);
    await expect(attempt).rejects.toThrow(
      /could not be fetched .*\(Checksum validation failed, expected a but is b\)/,
    );
    expect(await cached()).toEqual([]);
  });

  it('shows the end of a failed build and keeps nothing of it', async () => {
    await machine.tool('mvn', fakeMaven('echo "ERROR: unknown feature"; exit 2'));
    await expect(ensureDistribution(machine.launch())).rejects.toThrow(/code 2.*\n.*unknown feature/);
    expect(await cached()).toEqual([]);
  });

  it('fetches and builds once, and says so', async () => {
    await machine.tool('mvn', fakeMaven('echo "$@" >"$0.built"'));
    const home = await ensureDistribution(machine.launch());
    expect(await readdir(join(home, 'bin'))).toEqual(['kc.sh', 'kc.sh.built']);
    expect(machine.said).toEqual([
      expect.stringMatching(/^Fetching Keycloak/),
      expect.stringMatching(/^Building/),
    ]);

    await machine.tool('mvn', 'exit 1');
    expect(await ensureDistribution(machine.launch())).toBe(home);
  });

  it('builds anew for other features', async () => {
    await machine.tool('mvn', fakeMaven('exit 0'));
    const home = await ensureDistribution(machine.launch());
    expect(await ensureDistribution(machine.launch({ features: [] }))).not.toBe(home);
  });
});
