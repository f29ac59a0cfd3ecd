import LightRunner from './lightRunner.js';

/** Runs test files one after another while no other test runs. */
export default class AloneRunner extends LightRunner {
  async runTests(tests, ...others) {
    for (const test of tests) await super.runTests([test], ...others);
  }
}
