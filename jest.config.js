/** One project per test layer; only the layers that need it share one real Keycloak. */
const layer = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  ...extra,
});

const live = {
  globalSetup: '<rootDir>/test/support/jest/startKeycloak.ts',
  globalTeardown: '<rootDir>/test/support/jest/stopKeycloak.ts',
};

export default {
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/test/support/jest/summaryReporter.ts'],
  testSequencer: '<rootDir>/test/support/jest/slowFirst.js',
  projects: [
    // Without a world of modules for each file (0.3 s), and without a limit for a test's time: units wait for nothing.
    layer('unit', { runner: 'jest-light-runner', transform: {} }),
    layer('contract', live),
    layer('clients', live),
    layer('integration', live),
    layer('conformance', live),
    layer('browser', { ...live, globalSetup: '<rootDir>/test/support/jest/startWithConsole.ts' }),
    layer('measuring', { ...live, runner: '<rootDir>/test/support/jest/aloneRunner.js' }),
  ],
};
