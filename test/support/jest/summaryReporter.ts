import { appendFileSync } from 'node:fs';

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  /** Test files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
}

/** Adds one line "passed failed" per jest run to the file that TEST_SUMMARY names; .ci/run adds them up. */
export default class SummaryReporter {
  onRunComplete(_contexts: unknown, counts: Counts): void {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = counts;
    if (process.env.TEST_SUMMARY)
      appendFileSync(
        process.env.TEST_SUMMARY,
        `${numPassedTests} ${numFailedTests + numRuntimeErrorTestSuites}\n`,
      );
  }
}
