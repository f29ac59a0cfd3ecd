const SUPPORT = '<rootDir>/test/support/jest';

/**
 * One project per test layer. Node.js runs the tests as it runs the product: without a world of modules for each file,
 * and without a limit for the time of a test; what stands still is told by the stall reporter.
 */
const layer = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: {},
  ...extra,
});

/** The layers that share one real Keycloak. */
const live = {
  runner: `${SUPPORT}/lightRunner.js`,
  globalSetup: `${SUPPORT}/startKeycloak.ts`,
  globalTeardown: `${SUPPORT}/stopKeycloak.ts`,
};

export default {
  reporters: ['default', `${SUPPORT}/summaryReporter.ts`, `${SUPPORT}/stallReporter.ts`],
  testSequencer: `${SUPPORT}/slowFirst.js`,
  projects: [
    layer('unit', { runner: 'jest-light-runner' }),
    layer('contract', live),
    layer('clients', live),
    layer('integration', live),
    layer('conformance', live),
    layer('browser', { ...live, globalSetup: `${SUPPORT}/startWithConsole.ts` }),
    layer('measuring', { ...live, runner: `${SUPPORT}/aloneRunner.js` }),
  ],
};
