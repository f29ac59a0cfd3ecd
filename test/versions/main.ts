import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/** The versions of Keycloak that docs/reference/keycloak-versions.md names as tested. */
const VERSIONS = ['26.4.7', '26.6.4', '26.7.5'];

/** The test layers that say whether a version is what the bridge takes it for. */
const LAYERS = ['test:contract', 'test:clients'];

const HELP = `Usage: npm run test:versions [-- VERSION... [--only PATTERN]]

Runs ${LAYERS.join(' and ')} against each version of Keycloak, by default ${VERSIONS.join(', ')};
what is not on this machine yet is fetched. Takes some ten minutes for each version;
--only runs the test files whose paths match a regular expression.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false }, only: { type: 'string' } },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}

const selection = values.only === undefined ? [] : ['--testPathPatterns', values.only];

/** Whether a layer has test files that are selected. */
const hasTests = (layer: string): boolean => {
  const { stdout } = spawnSync('npm', ['run', '--silent', layer, '--', '--listTests', ...selection]);
  return stdout.toString().includes('.test.ts\n');
};

const layers = LAYERS.filter(hasTests);
if (layers.length === 0) {
  console.error(`No test file of ${LAYERS.join(' and ')} matches ${values.only ?? 'anything'}.`);
  process.exit(1);
}

// A Keycloak that runs already would be taken for every version.
const { KEYCLOAK_URL: _, ...env } = process.env;
const results = (positionals.length === 0 ? VERSIONS : positionals).flatMap((version) =>
  layers.map((layer) => {
    console.log(`\n== Keycloak ${version}: ${layer}`);
    const { status } = spawnSync('npm', ['run', '--silent', layer, '--', ...selection], {
      stdio: 'inherit',
      env: { ...env, KEYCLOAK_VERSION: version },
    });
    return { version, layer, passed: status === 0 };
  }),
);
console.log('');
for (const { version, layer, passed } of results) {
  console.log(`${version.padEnd(10)} ${layer.padEnd(16)} ${passed ? 'passed' : 'FAILED'}`);
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
