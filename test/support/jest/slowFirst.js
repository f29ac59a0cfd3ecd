import Sequencer from '@jest/test-sequencer';

/** Files that take long and do not look like it: jest starts the biggest first as long as it knows nothing better. */
const SLOW = [
  'membership',
  'printed-commands',
  'operator-commands',
  'clients',
  'suites',
  'enable',
  'bridge-key',
  'conditions',
  'lifecycle-faults',
  'production-install',
  'helm-chart',
];

/** Starts what takes longest first, so that no worker waits for another in the end. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const slow = tests.filter(({ path }) => SLOW.some((name) => path.endsWith(`/${name}.test.ts`)));
    const others = tests.filter((test) => !slow.includes(test));
    return [...super.sort(slow), ...super.sort(others)];
  }
}
