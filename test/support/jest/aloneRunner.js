import TestRunner from 'jest-runner';

/** Runs test files one after another while no other test runs. */
export default class AloneRunner extends TestRunner {
  isSerial = true;
}
