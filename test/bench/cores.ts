import { availableParallelism } from 'node:os';
import { run } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';

/** Confines this process, and what it starts from now on, to some cores, as `taskset` lists them. */
async function confine(cores: string): Promise<void> {
  const command = ['taskset', '--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)];
  const { code, lastWords } = await run(command, { env: process.env });
  if (code !== 0) throw new SetupError(`The cores cannot be shared out by taskset (Linux): ${lastWords}`);
}

/** Starts Keycloak and its database on the first core, and leaves the others to what is started afterwards. */
export async function withCoreOfItsOwn<Started>(start: () => Promise<Started>): Promise<Started> {
  const cores = availableParallelism();
  if (cores < 2) throw new SetupError('To give Keycloak a core of its own takes two cores.');
  await confine('0');
  try {
    return await start();
  } finally {
    await confine(`1-${cores - 1}`);
  }
}
