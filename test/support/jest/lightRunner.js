import { createRunner } from 'jest-light-runner';

/** Runs test files in processes that load a module once, not once for each file: a file of the live tests loads 500. */
export default createRunner({ runtime: 'child_process' });
