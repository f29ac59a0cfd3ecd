import { startKeycloak } from '../../dev/keycloak/start.ts';
import { SetupError } from '../../dev/setupError.ts';
import { readOptions } from './options.ts';
import { run } from './run.ts';
import { openStage } from './stage.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  say(`Stress for ${options.seconds} s; repeat it with --seed ${options.seed}`);
  const keycloak = await startKeycloak({ log: say });
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      interruption.abort();
    });
  try {
    const stage = await openStage(keycloak);
    try {
      const { faults, summary } = await run(stage, options, interruption.signal);
      console.log(summary);
      if (faults.length === 0) return;
      process.exitCode = 1;
      for (const fault of faults) say(`\n- ${fault}`);
      say(
        `\n${faults.length} faults; repeat with: npm run stress -- --seconds ${options.seconds} --seed ${options.seed}`,
      );
      if (stage.bridge.complaints() !== '') say(`The bridge said:\n${stage.bridge.complaints()}`);
    } finally {
      await stage.close();
    }
  } finally {
    await keycloak.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
});
