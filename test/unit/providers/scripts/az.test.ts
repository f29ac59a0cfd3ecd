import { spawn } from 'node:child_process';
import { azScript } from '../../../../providers/scripts/az.ts';
import { NON_GALLERY_TEMPLATE } from '../../../../providers/scripts/values.ts';
import {
  createFakeGraph,
  USER_ROLE,
  USER_RULE,
  type FakeGraph,
  type GraphOptions,
} from '../../../support/servers/fakeGraph.ts';
import { createFakeAz, type FakeAz } from '../../../support/processes/fakeAz.ts';

const SCIM_URL = 'https://id.example.com/realms/acme/scim/v2';
const TOKEN = 'scim_token-of-the-realm';
const NAME = `Ann's "acme" $(touch broken) \\`;
const [SALES, STAFF, EXTRA] = ['1', '2', '3'].map(
  (digit) => `${digit.repeat(8)}-aaaa-4444-8888-bbbbbbbbbbbb`,
) as [string, string, string];

let az: FakeAz;
let graph: FakeGraph;

beforeAll(async () => {
  az = await createFakeAz(createFakeGraph({ scimUrl: SCIM_URL, token: TOKEN }));
});

afterAll(() => az.close());

function openGraph(options?: GraphOptions): void {
  graph = createFakeGraph({ scimUrl: SCIM_URL, token: TOKEN }, options);
  az.graph = graph;
  az.calls.length = 0;
}

interface ScriptRun {
  readonly code: number | null;
  readonly screen: string;
  /** The requests that change something. */
  readonly writes: readonly string[];
}

async function run(variables: Readonly<Record<string, string>> = {}, groups = [SALES]): Promise<ScriptRun> {
  const script = azScript({ realm: 'acme', scimUrl: SCIM_URL, appName: NAME, groups });
  const seen = graph.requests.length;
  const child = spawn('bash', ['-s'], {
    cwd: az.folder,
    env: {
      PATH: `${az.folder}:${process.env.PATH ?? ''}`,
      ...{ SCIM_TOKEN: TOKEN, PAUSE_SECONDS: '0', ...variables },
    },
  });
  child.stdin.end(script);
  let screen = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const calls = graph.requests.slice(seen).map(({ call }) => call);
  return { code, screen, writes: calls.filter((call) => !call.startsWith('GET ')) };
}

const JOB = '/servicePrincipals/{app}/synchronization/jobs/{job}';
const FIRST_WRITES = [
  `POST /applicationTemplates/${NON_GALLERY_TEMPLATE}/instantiate`,
  'POST /servicePrincipals/{app}/synchronization/jobs',
  `POST ${JOB}/validateCredentials`,
];
const SAVE = 'PUT /servicePrincipals/{app}/synchronization/secrets';
const ASSIGN = 'POST /servicePrincipals/{app}/appRoleAssignedTo';
const SECRETS = [
  { key: 'BaseAddress', value: SCIM_URL },
  { key: 'SecretToken', value: TOKEN },
  { key: 'SyncAll', value: 'false' },
];

const bodiesOf = (call: string): unknown[] =>
  graph.requests.filter((request) => request.call === call).map(({ body }) => body);

describe('the script for the Azure CLI', () => {
  it('creates the application, tests the connection, saves it, assigns, tries one user and starts, in this order; a second run changes nothing', async () => {
    openGraph({ delay: 2 });
    const { code, screen, writes } = await run({ TEST_USER_ID: EXTRA }, [SALES, STAFF, EXTRA]);
    expect({ code, screen: code === 0 ? '' : screen }).toEqual({ code: 0, screen: '' });
    expect(writes).toEqual([
      ...FIRST_WRITES,
      SAVE,
      ...[ASSIGN, ASSIGN, ASSIGN],
      `POST ${JOB}/provisionOnDemand`,
      `POST ${JOB}/start`,
    ]);
    expect(bodiesOf(`POST ${JOB}/provisionOnDemand`)).toEqual([
      { parameters: [{ ruleId: USER_RULE, subjects: [{ objectId: EXTRA, objectTypeName: 'User' }] }] },
    ]);
    expect(graph.applications).toEqual([
      {
        ...{ id: expect.any(String), displayName: NAME, applicationTemplateId: NON_GALLERY_TEMPLATE },
        jobs: [{ id: expect.any(String), templateId: 'scim', schedule: { state: 'Active' } }],
        appRoleAssignedTo: [SALES, STAFF, EXTRA].map((principalId) => ({
          principalId,
          appRoleId: USER_ROLE,
        })),
        secrets: SECRETS,
      },
    ]);
    // Neither who looks over a shoulder nor who lists processes sees the token.
    expect(az.calls.length).toBeGreaterThan(10);
    expect(screen + JSON.stringify(az.calls)).not.toContain(TOKEN);

    const before = structuredClone(graph.applications);
    const again = await run({}, [SALES, STAFF, EXTRA]);
    expect(again).toMatchObject({ code: 0, writes: [`POST ${JOB}/validateCredentials`, SAVE] });
    expect(graph.applications).toEqual(before);
  });

  it('saves nothing when the realm refuses the token, says where to look, and continues there the next time', async () => {
    openGraph();
    const { code, screen, writes } = await run({ SCIM_TOKEN: 'scim_old' });
    expect({ code, writes }).toEqual({ code: 1, writes: FIRST_WRITES });
    expect(screen).toContain('SystemForCrossDomainIdentityManagementBadResponse');
    expect(screen).toContain('nothing was saved. "realm-config test"');
    expect(graph.applications).toMatchObject([{ secrets: [], appRoleAssignedTo: [] }]);
    expect(await run()).toMatchObject({
      code: 0,
      writes: [`POST ${JOB}/validateCredentials`, SAVE, ASSIGN, `POST ${JOB}/start`],
    });
    expect(graph.applications).toHaveLength(1);
  });

  it('does not start the job when the one user cannot be provisioned; the job has "scim" though it is not listed', async () => {
    openGraph({ templates: ['customappsso'], alsoMakes: ['scim'], provisioned: 'Failure' });
    const { code, screen, writes } = await run({ TEST_USER_ID: EXTRA });
    expect(code).toBe(1);
    expect(screen).toContain('The job is not started.');
    expect(writes).not.toContain(`POST ${JOB}/start`);
    expect(graph.applications).toMatchObject([{ jobs: [{ templateId: 'scim' }] }]);
  });

  it('stops when Graph creates no job', async () => {
    openGraph({ templates: [] });
    const { code, writes } = await run();
    expect({ code, writes }).toEqual({ code: 1, writes: FIRST_WRITES.slice(0, 2) });
  });

  it('refuses an application of another kind, and two of the same name', async () => {
    openGraph();
    graph.add(NAME, null);
    const other = await run();
    expect(other).toMatchObject({ code: 1, writes: [] });
    expect(other.screen).toContain('is another kind of application');
    graph.add(NAME, NON_GALLERY_TEMPLATE);
    const several = await run();
    expect(several).toMatchObject({ code: 1, writes: [] });
    expect(several.screen).toContain('Several applications are called');
  });

  it('takes groups, mail and a number of deletions from the environment, and the older template if it is the only one', async () => {
    openGraph({ templates: ['customappsso'] });
    const { code } = await run({
      ...{ NOTIFY_EMAIL: 'ops@example.com', DELETE_THRESHOLD: '50' },
      GROUP_IDS: `${STAFF.toUpperCase()} ${EXTRA}`,
    });
    expect(code).toBe(0);
    const [application] = graph.applications;
    expect(application?.jobs).toMatchObject([{ templateId: 'customappsso', schedule: { state: 'Active' } }]);
    expect(application?.appRoleAssignedTo.map(({ principalId }) => principalId)).toEqual([STAFF, EXTRA]);
    const settings = application?.secrets.at(-1);
    expect(settings?.key).toBe('SyncNotificationSettings');
    expect(JSON.parse(settings?.value ?? '')).toEqual({
      ...{ Enabled: true, Recipients: 'ops@example.com' },
      ...{ DeleteThresholdEnabled: true, DeleteThresholdValue: 50 },
    });
  });

  it('asks for nothing without a token', async () => {
    openGraph();
    const { code, screen } = await run({ SCIM_TOKEN: '' });
    expect({ code, screen }).toEqual({ code: 1, screen: 'Export SCIM_TOKEN first: a token of the realm.\n' });
    expect(graph.requests).toEqual([]);
  });
});
