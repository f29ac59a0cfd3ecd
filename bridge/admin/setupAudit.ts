import { message, type Message } from '../../documents/text.ts';
import type { SetupReport } from './contract.ts';

type Step = SetupReport['steps'][number];

/** What became of a step. */
const OUTCOMES: Readonly<Record<Step['outcome'], (step: string) => Message>> = {
  created: (step) => message('{step} (created)', { step }),
  changed: (step) => message('{step} (changed)', { step }),
  removed: (step) => message('{step} (removed)', { step }),
};

function stepText({ step, outcome, changes = [] }: Step): Message {
  const done = OUTCOMES[outcome](step);
  return changes.length === 0 ? done : message('{done}: {changes}', { done, changes });
}

/** The steps, separated by semicolons: what changed in one of them has commas. */
const stepsText = (steps: readonly Step[]): Message => ({
  template: steps.map((_step, at) => `{${at}}`).join('; '),
  values: Object.fromEntries(steps.map((step, at) => [at, stepText(step)])),
});

/** The sentence of the audit about what was changed in a realm. */
export function setupAudit({ command = 'enable', options = [], steps, problem }: SetupReport): Message {
  const values = { command: [command, ...options].join(' '), steps: stepsText(steps) };
  return problem === undefined
    ? message('Set up by {command}: {steps}.', values)
    : message('Set up by {command}: {steps}. It stopped there: {problem}', { ...values, problem });
}
