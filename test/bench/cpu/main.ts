import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { freePort } from '../../../dev/freePort.ts';
import { createScimClient } from '../contenders/scimClient.ts';
import { inParallel } from '../inParallel.ts';
import { readMetrics } from '../metrics.ts';
import { person } from '../person.ts';
import { median } from '../figures.ts';
import { startProcess } from './ownProcess.ts';
import type { StubKeycloak } from './stubKeycloak.ts';

/** What a run is asked to do. */
interface Options {
  readonly against?: string;
  readonly rounds: number;
  readonly warmUp: number;
  readonly requests: number;
  readonly logLevel: string;
  readonly only?: string;
  readonly profile?: string;
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CONCURRENCY = 16;

/** A bridge whose CPU time is measured. */
interface Measured {
  readonly client: ReturnType<typeof createScimClient>;
  readonly stub: StubKeycloak;
  /** Ids of the users that it has created and not deleted. */
  readonly created: string[];
  /** Reads a value of the process from its metrics. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** A kind of request. */
interface Kind {
  readonly name: string;
  readonly run: (bridge: Measured, n: number) => Promise<unknown>;
}

function at<T>(list: readonly T[], n: number): T {
  const element = list[n % list.length];
  if (element === undefined) throw new RangeError('an empty list');
  return element;
}

/** The kinds of requests, in the order of a user's life, so that each round leaves the realm as it found it. */
const KINDS: readonly Kind[] = [
  { name: 'get', run: ({ client, stub }, n) => client.get(at(stub.ids, n)) },
  {
    name: 'filter userName',
    run: ({ client, stub }, n) => client.findByUserName(person(n % stub.ids.length).userName),
  },
  {
    name: 'filter externalId',
    run: ({ client, stub }, n) => client.findByExternalId(person(n % stub.ids.length).externalId),
  },
  {
    name: 'create',
    run: async ({ client, created }, n) => {
      created[n] = await client.create(person(randomInt(1_000, 1e9)));
    },
  },
  {
    name: 'patch',
    run: ({ client, created }, n) =>
      client.patch(at(created, n), { familyName: randomBytes(4).toString('hex') }),
  },
  { name: 'deactivate', run: ({ client, created }, n) => client.deactivate(at(created, n)) },
  {
    name: 'member add',
    run: ({ client, created, stub }, n) => client.addMember(stub.group, at(created, n)),
  },
  {
    name: 'member remove',
    run: ({ client, created, stub }, n) => client.removeMember(stub.group, at(created, n)),
  },
  { name: 'group get, 50 members', run: ({ client, stub }) => client.getGroup(stub.group) },
  { name: 'list 100', run: ({ client }, n) => client.list(100 * (n % 5)) },
  { name: 'delete', run: ({ client, created }, n) => client.remove(at(created, n)) },
];

/** Starts the bridge of a source folder before a stub of its own. */
async function startMeasured(folder: string, { logLevel, profile }: Options): Promise<Measured> {
  const stubProcess = startProcess([join(import.meta.dirname, 'stubKeycloakMain.ts')], process.env, ROOT);
  const stub = JSON.parse(await stubProcess.firstLine) as StubKeycloak;
  const [port, managementPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
  const bridge = startProcess(
    ['--max-semi-space-size=8', ...profiling, join(folder, 'bridge', 'main.ts')],
    {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: String(managementPort),
      PUBLIC_URL: url,
      STORE_FILE: ':memory:',
      KEYCLOAK_URL: stub.url,
      KEYCLOAK_CLIENT_SECRET: 'secret-of-the-stub',
      LOG_LEVEL: logLevel,
    },
    folder,
  );
  const management = `http://127.0.0.1:${managementPort}`;
  const isLive = (): Promise<boolean> =>
    fetch(`${management}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isLive())) await Promise.race([sleep(50), bridge.ended]);
  return {
    client: createScimClient(`${url}/realms/${stub.realm}/scim/v2`, () => stub.token, { withPhone: true }),
    stub,
    created: [],
    metric: async (name) => (await readMetrics(management))(name),
    async stop() {
      await bridge.stop();
      await stubProcess.stop();
    },
  };
}

/** Measures the milliseconds of CPU time that one request of a kind takes, in all threads of the bridge. */
async function measure(bridge: Measured, { run }: Kind, requests: number): Promise<number> {
  const cpu = () => bridge.metric('process_cpu_seconds_total');
  const before = await cpu();
  await inParallel(requests, CONCURRENCY, new AbortController().signal, async (n) => {
    await run(bridge, n);
  });
  return ((await cpu()) - before) * (1_000 / requests);
}

const shown = (value: number | undefined, digits = 3): string => (value ?? NaN).toFixed(digits).padStart(9);

async function run(options: Options): Promise<void> {
  const folders = [ROOT, ...(options.against === undefined ? [] : [resolve(options.against)])];
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true });
  const bridges: Measured[] = [];
  try {
    for (const folder of folders) bridges.push(await startMeasured(folder, options));
    const kinds = KINDS.filter(({ name }) => options.only === undefined || name.startsWith(options.only));
    const figures = kinds.map(() => bridges.map((): number[] => []));
    for (let round = -options.warmUp; round < options.rounds; round += 1) {
      process.stderr.write(round < 0 ? 'Warming up\n' : `Round ${round + 1} of ${options.rounds}\n`);
      for (const [k, kind] of kinds.entries()) {
        const order = [...bridges.entries()];
        if (round % 2 !== 0) order.reverse();
        for (const [b, bridge] of order) {
          const milliseconds = await measure(bridge, kind, options.requests);
          if (round >= 0) figures[k]?.[b]?.push(milliseconds);
        }
      }
    }
    console.log(
      `${'ms of CPU per request'.padEnd(24)}     here${bridges.length > 1 ? '  against    ratio' : ''}`,
    );
    for (const [k, { name }] of kinds.entries()) {
      const [here = NaN, against] = (figures[k] ?? []).map(median);
      const others = against === undefined ? '' : shown(against) + shown(here / against, 2);
      console.log(`${name.padEnd(24)}${shown(here)}${others}`);
    }
    const memory = await Promise.all(bridges.map((bridge) => bridge.metric('process_resident_memory_bytes')));
    console.log(
      `${'resident memory, MB'.padEnd(24)}${memory.map((bytes) => shown(bytes / 1e6, 0)).join('')}`,
    );
  } finally {
    for (const bridge of bridges) await bridge.stop();
  }
}

const wholeNumber = (text: string): number => Math.max(1, Math.trunc(Number(text)) || 1);

await run(
  new Command('npm run bench:cpu --')
    .description(
      'Measures the CPU time that the bridge takes for a request, before a stub that answers at once in the place of Keycloak.',
    )
    .option('--rounds <n>', 'rounds that count', wholeNumber, 5)
    .option(
      '--warm-up <n>',
      'rounds before them that do not count: V8 compiles what is called often, step by step',
      wholeNumber,
      20,
    )
    .option('--requests <n>', 'requests of each kind in a round', wholeNumber, 1_000)
    .option('--log-level <level>', 'LOG_LEVEL of the bridge', 'info')
    .option('--against <folder>', 'the sources of another bridge that is measured in turns with this one')
    .option('--only <kind>', 'the beginning of the name of the kinds that are measured')
    .option('--profile <folder>', 'also write CPU profiles, for the developer tools of a browser')
    .parse()
    .opts<Options>(),
);
