import type { SetupReport } from './contract.ts';

/** The sentence of the audit about what was changed in a realm. */
export function setupAudit({ command = 'enable', options = [], steps, problem }: SetupReport): string {
  const done = steps
    .map(({ step, outcome, changes = [] }) =>
      [`${step} (${outcome})`, ...(changes.length === 0 ? [] : [changes.join(', ')])].join(': '),
    )
    .join('; ');
  const failure = problem === undefined ? '' : ` It stopped there: ${problem}`;
  return `Set up by ${[command, ...options].join(' ')}: ${done}.${failure}`;
}
