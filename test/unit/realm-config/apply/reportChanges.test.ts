import { reportChanges } from '../../../../realm-config/apply/reportChanges.ts';
import { CommandError } from '../../../../realm-config/commandError.ts';
import type { Printed } from '../../../../realm-config/render/escapeTerminal.ts';
import type { SetupReport } from '../../../../bridge/admin/contract.ts';

const STEPS = [
  { step: 'client scim-bridge', outcome: 'kept' },
  { step: `SCIM configuration${'x'.repeat(400)}`, outcome: 'changed', changes: ['brake.users: 1 -> 2'] },
] as const;

async function reported(steps: Parameters<typeof reportChanges>[1], failure?: Error) {
  const reports: SetupReport[] = [];
  const notes: Printed[] = [];
  const tellBridge = (_realm: string, report: SetupReport): Promise<void> => {
    reports.push(report);
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  };
  const note = (printed: Printed) => notes.push(printed);
  await reportChanges('acme', steps, { givenOptions: ['--brake'], tellBridge }, { note, problem: 'Why.' });
  return { reports, notes };
}

describe('the report of a set-up to the bridge', () => {
  it('has the options, what was changed within its limits, and why the rest was not', async () => {
    const step = `SCIM configuration${'x'.repeat(400)}`.slice(0, 300);
    expect(await reported(STEPS)).toEqual({
      reports: [
        {
          options: ['--brake'],
          steps: [{ step, outcome: 'changed', changes: ['brake.users: 1 -> 2'] }],
          problem: 'Why.',
        },
      ],
      notes: [],
    });
  });

  it('is not sent if nothing was changed', async () => {
    expect((await reported([STEPS[0]])).reports).toEqual([]);
  });

  it('only leaves a note if the bridge does not take it', async () => {
    expect((await reported(STEPS, new CommandError('The bridge is away.'))).notes).toEqual([
      [
        'The bridge is away.',
        'So the journal has no entry of the change; it is in force within ten seconds all the same.',
      ],
    ]);
  });
});
