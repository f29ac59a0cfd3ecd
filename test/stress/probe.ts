import { start } from '../support/processes/command.ts';
import type { Probe, ProbeReport } from './probeMain.ts';

/** A probe that runs; ending it gives what it was answered. */
export interface RunningProbe {
  end(): Promise<ProbeReport>;
}

/** Starts asking a realm in a process of its own. */
export function startProbe(probe: Probe): RunningProbe {
  const running = start('test/stress/probeMain.ts', [JSON.stringify(probe)], {});
  return {
    async end() {
      running.process.stdin?.end();
      const { code, stdout, stderr } = await running.ended;
      if (code !== 0) throw new Error(`The probe ended with ${String(code)}: ${stderr}`);
      return JSON.parse(stdout) as ProbeReport;
    },
  };
}
