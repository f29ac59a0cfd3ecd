import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** The steps of a request, in their order. */
const STEPS = ['authenticated', 'understood', 'keycloak', 'answered'] as const;

/** How a step went; one that was not reached says nothing. */
export interface Step {
  readonly name: (typeof STEPS)[number];
  readonly state: 'done' | 'failed' | 'notReached';
}

/** Where a request that was refused or failed ended. */
function failedStep({ status, keycloak }: JournalEntry): Step['name'] {
  if (status === 401) return 'authenticated';
  const last = keycloak.at(-1);
  if (last === undefined) return 'understood';
  return last.outcome === 'ok' || last.outcome === 'notFound' ? 'answered' : 'keycloak';
}

/** The steps of a request: how far it came, and where it ended. */
export function stepsOf(entry: JournalEntry): readonly Step[] {
  if (entry.status < 400) return STEPS.map((name) => ({ name, state: 'done' }));
  const failed = STEPS.indexOf(failedStep(entry));
  return STEPS.map((name, at): Step => {
    if (at === failed) return { name, state: 'failed' };
    // An answer was given all the same.
    return { name, state: at < failed || name === 'answered' ? 'done' : 'notReached' };
  });
}
