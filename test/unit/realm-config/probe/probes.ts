import { probe, type ProbeOptions, type ProbeResult } from '../../../../realm-config/probe/probe.ts';
import {
  MEMORY_TOKEN,
  startMemoryBridge,
  type MemoryBridge,
  type MemoryBridgeOptions,
} from '../../../support/servers/memoryBridge.ts';

/** The name of the user that a probe creates. */
export const userName = 'scim-test-1@example.invalid';

/** What a probe of a URL is told, with changes. */
export const optionsFor = (url: string, options: Partial<ProbeOptions>): ProbeOptions => ({
  realm: 'acme',
  url,
  credential: { authorization: `Bearer ${MEMORY_TOKEN}`, basicToken: MEMORY_TOKEN },
  withoutCredential: '',
  withoutUser: undefined,
  observes: false,
  user: { userName, email: userName },
  timeoutMs: 5_000,
  ...options,
});

/** The outcome of each check, by its name. */
export const outcomes = ({ checks }: ProbeResult): Record<string, string> =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));

/** The checks that have failed. */
export const failed = ({ checks }: ProbeResult) => checks.filter(({ outcome }) => outcome === 'fail');

/** Probes bridges in memory; each is closed after its test. */
export function useProbes() {
  let bridge: MemoryBridge | undefined;

  afterEach(async () => {
    await bridge?.close();
    bridge = undefined;
  });

  async function probed(
    misbehaviour: MemoryBridgeOptions = {},
    options: Partial<ProbeOptions> = {},
  ): Promise<ProbeResult> {
    bridge = await startMemoryBridge(misbehaviour);
    return probe(optionsFor(bridge.url, options));
  }

  const usersLeft = async (): Promise<number> =>
    (await bridge?.scim.send('GET', '/Users'))?.body.totalResults as number;

  return { probed, usersLeft, bridge: () => bridge };
}
