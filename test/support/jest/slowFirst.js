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

/** Files that need that Keycloak has few realms yet: those of the tests stay in a Keycloak that is thrown away. */
const BEFORE_OTHERS = ['realm-config/list'];

const isOneOf = (names, { path }) => names.some((name) => path.endsWith(`/${name}.test.ts`));

/** Starts what takes longest first, so that no worker waits for another in the end. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const first = tests.filter((test) => isOneOf(BEFORE_OTHERS, test));
    const slow = tests.filter((test) => isOneOf(SLOW, test));
    const others = tests.filter((test) => !first.includes(test) && !slow.includes(test));
    return [...first, ...super.sort(slow), ...super.sort(others)];
  }
}
