import type { SetupReport } from '../contract.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRoute } from '../route.ts';
import { listOf, object } from '../schemas.ts';
import { setupAudit } from '../setupAudit.ts';

const SHORT_TEXT = { type: 'string', minLength: 1, maxLength: 300 };

const REPORT = object(
  {
    command: {
      type: 'string',
      enum: ['enable', 'apply', 'decommission', 'migrate'] satisfies SetupReport['command'][],
      description: 'The command of realm-config; by default enable.',
    },
    options: {
      ...listOf({ type: 'string', minLength: 1, maxLength: 60 }),
      maxItems: 50,
      description: 'The names of the options that were given.',
    },
    steps: {
      ...listOf(
        object(
          {
            step: SHORT_TEXT,
            outcome: { type: 'string', enum: ['created', 'changed', 'removed'] },
            changes: {
              ...listOf(SHORT_TEXT),
              maxItems: 20,
              description: 'What differs afterwards, such as members of the configuration.',
            },
          },
          ['step', 'outcome'],
        ),
      ),
      minItems: 1,
      maxItems: 100,
      description: 'What was changed, in order.',
    },
    problem: { ...SHORT_TEXT, maxLength: 1_000, description: 'Why the rest was not done.' },
  },
  ['steps'],
);

/** The route by which a command of `realm-config` reports what it has written to Keycloak itself. */
export const SETUP_ROUTES: readonly AdminRoute[] = [
  route('POST /setup', {
    operationId: 'reportSetup',
    changes: true,
    summary:
      'Audits what a command of realm-config says it has changed in Keycloak, and reads the realm again; changes nothing itself.',
    rights: 'manage-clients',
    body: REPORT,
    answers: { 204: { description: 'It is audited, and in force.' } },
    handle: async ({ caller, client, body }) => {
      if (!(await caller.mayChangeClient(client.id))) {
        throw new Problem('forbidden', 'Only who may change clients (manage-clients) can report a set-up.');
      }
      return { status: 204, audit: setupAudit(body as unknown as SetupReport) };
    },
  }),
];
