import { chmod, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Launch } from '../../../dev/keycloak/launch.ts';

/** A machine of a test's own: a folder that is its whole PATH, and one that is its cache. */
export interface FakeMachine {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** What the launcher said. */
  said: string[];
  launch: (changes?: Partial<Launch>) => Launch;
  /** Puts a shell script on PATH. */
  tool: (name: string, script: string) => Promise<void>;
  remove: () => Promise<void>;
}

/** Makes a machine on which nothing is installed but the shell and what a shell script needs. */
export const fakeMachine = async (): Promise<FakeMachine> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fake-machine-')));
  for (const name of ['sh', 'mkdir', 'cat', 'chmod']) {
    for (const place of (process.env.PATH ?? '').split(delimiter)) {
      const found = await realpath(join(place, name)).catch(() => undefined);
      if (!found) continue;
      await symlink(found, join(folder, name));
      break;
    }
  }
  await symlink(process.execPath, join(folder, 'node'));
  const env = { PATH: folder, KEYCLOAK_CACHE: join(folder, 'cache') };
  const said: string[] = [];
  return {
    folder,
    env,
    said,
    launch: (changes = {}) => ({
      features: ['scim-api'],
      log: (line) => said.push(line),
      purpose: 'demo',
      readyWithinMs: 5_000,
      env,
      ...changes,
    }),
    tool: async (name, script) => {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, name), 0o755);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/** A `java` of the given version. */
export const fakeJava = (version: string): string => `echo 'openjdk version "${version}" 2025-04-15' >&2`;

/** A `mvn` that unpacks a Keycloak whose `kc.sh` is the given script. */
export const fakeMaven = (kcScript: string): string => `
for option; do case $option in -DoutputDirectory=*) out=\${option#*=}/keycloak-26.7.5/bin ;; esac; done
mkdir -p "$out"
cat >"$out/kc.sh" <<'END'
${kcScript}
END`;
