import { randomUUID } from 'node:crypto';

/** A request that Graph got: `POST /servicePrincipals/{app}/synchronization/jobs`, with ids that it gave by their kind. */
interface GraphRequest {
  readonly call: string;
  readonly body: unknown;
}

/** An application in a tenant, as far as provisioning goes. */
interface FakeApplication {
  readonly id: string;
  readonly displayName: string;
  readonly applicationTemplateId: string | null;
  readonly jobs: { readonly id: string; readonly templateId: string; readonly schedule: { state: string } }[];
  readonly appRoleAssignedTo: { readonly principalId: string; readonly appRoleId: string }[];
  secrets: readonly { readonly key: string; readonly value: string }[];
}

/** How the tenant differs from the usual one. */
export interface GraphOptions {
  /** The synchronization templates that are listed; a job can be made of each of them, and of `alsoMakes`. */
  readonly templates?: readonly string[];
  readonly alsoMakes?: readonly string[];
  /** How often something that was just made is not found. */
  readonly delay?: number;
  /** What provisioning on demand results in. */
  readonly provisioned?: string;
}

/**
 * Microsoft Graph v1.0 for a tenant, by its documentation: applications from the non-gallery template, their
 * provisioning jobs and their assignments. What is not documented is answered 400.
 */
export interface FakeGraph {
  readonly requests: readonly GraphRequest[];
  readonly applications: FakeApplication[];
  /** Makes an application without a request. */
  add(displayName: string, applicationTemplateId: string | null): FakeApplication;
  /** Answers a request to an address of Graph. */
  send(method: string, address: string, body: unknown): GraphAnswer;
}

/** The id of the role "User" of applications from the template. */
export const USER_ROLE = '18d14569-c3bd-439b-9a66-3a2aee01d14f';

/** The id of the rule for users. */
export const USER_RULE = 'rule-for-users';

const NON_GALLERY = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** Maximum assignments on a page: fewer than Graph's, so that there are two pages. */
const PAGE = 2;

/** What Graph answers. */
interface GraphAnswer {
  readonly status: number;
  readonly body?: unknown;
}

const error = (status: number, code: string): GraphAnswer => ({
  status,
  body: { error: { code, message: code } },
});

const NOT_FOUND = error(404, 'Request_ResourceNotFound');
const BAD_REQUEST = error(400, 'BadRequest');

const membersOf = (body: unknown): string =>
  Object.keys(Object(body) as object)
    .sort()
    .join();

/** A Graph that lets a token in at the realm behind a SCIM URL. */
export function createFakeGraph(
  accepts: { readonly scimUrl: string; readonly token: string },
  { templates = ['scim'], alsoMakes = [], delay = 0, provisioned = 'Success' }: GraphOptions = {},
): FakeGraph {
  const applications: FakeApplication[] = [];
  const requests: GraphRequest[] = [];
  const missing = new Map<string, number>();

  /** Whether something is not known yet; counts down. */
  function isLate(name: string): boolean {
    const left = missing.get(name) ?? 0;
    missing.set(name, left - 1);
    return left > 0;
  }

  function add(displayName: string, applicationTemplateId: string | null): FakeApplication {
    const id = randomUUID();
    const application: FakeApplication = {
      ...{ id, displayName, applicationTemplateId, jobs: [], appRoleAssignedTo: [], secrets: [] },
    };
    applications.push(application);
    return application;
  }

  function instantiate(body: unknown): GraphAnswer {
    const { displayName } = body as { displayName?: string };
    if (membersOf(body) !== 'displayName' || displayName === undefined) return BAD_REQUEST;
    const { id } = add(displayName, NON_GALLERY);
    missing.set(`/${id}`, delay).set(`/${id}/templates`, delay);
    return { status: 201, body: { application: { displayName }, servicePrincipal: { id, displayName } } };
  }

  /** The only filter: `displayName eq '…'`, with quotes doubled. */
  function find(filter: string): GraphAnswer {
    const [, quoted] = /^displayName eq '((?:[^']|'')*)'$/.exec(filter) ?? [];
    if (quoted === undefined) return BAD_REQUEST;
    const name = quoted.replaceAll("''", "'");
    return { status: 200, body: { value: applications.filter(({ displayName }) => displayName === name) } };
  }

  function assign(application: FakeApplication, body: unknown): GraphAnswer {
    const { principalId, resourceId, appRoleId } = body as Record<string, string>;
    const isValid =
      membersOf(body) === 'appRoleId,principalId,resourceId' &&
      resourceId === application.id &&
      appRoleId === USER_ROLE &&
      application.appRoleAssignedTo.every((assignment) => assignment.principalId !== principalId);
    if (!isValid) return BAD_REQUEST;
    application.appRoleAssignedTo.push({ principalId: principalId ?? '', appRoleId });
    return { status: 201, body: {} };
  }

  function assignments({ id, appRoleAssignedTo }: FakeApplication, from: number): GraphAnswer {
    const value = appRoleAssignedTo.slice(from, from + PAGE);
    const next = `https://graph.microsoft.com/v1.0/servicePrincipals/${id}/appRoleAssignedTo?$skiptoken=${from + PAGE}`;
    return {
      status: 200,
      body: { value, ...(from + PAGE < appRoleAssignedTo.length ? { '@odata.nextLink': next } : {}) },
    };
  }

  function createJob({ jobs }: FakeApplication, body: unknown): GraphAnswer {
    const { templateId = '' } = body as { templateId?: string };
    if (membersOf(body) !== 'templateId' || ![...templates, ...alsoMakes].includes(templateId))
      return error(400, 'InvalidTemplate');
    const job = { id: `${templateId}.${randomUUID()}`, templateId, schedule: { state: 'Disabled' } };
    jobs.push(job);
    return { status: 201, body: job };
  }

  function validate(body: unknown): GraphAnswer {
    const { credentials } = body as { credentials?: unknown };
    const right = [
      { key: 'BaseAddress', value: accepts.scimUrl },
      { key: 'SecretToken', value: accepts.token },
    ];
    const isRight = JSON.stringify(credentials) === JSON.stringify(right);
    return isRight ? { status: 204 } : error(400, 'SystemForCrossDomainIdentityManagementBadResponse');
  }

  function provision(body: unknown): GraphAnswer {
    const [parameter] = (body as { parameters: { ruleId: string; subjects: { objectTypeName: string }[] }[] })
      .parameters;
    const isValid = parameter?.ruleId === USER_RULE && parameter.subjects[0]?.objectTypeName === 'User';
    if (!isValid) return BAD_REQUEST;
    return { status: 200, body: { key: JSON.stringify({ result: provisioned, details: {} }), value: '{}' } };
  }

  function answerJob(application: FakeApplication, call: string, jobId: string, body: unknown): GraphAnswer {
    const job = application.jobs.find(({ id }) => id === jobId);
    if (job === undefined) return NOT_FOUND;
    switch (call) {
      case 'GET':
        return { status: 200, body: job };
      case 'GET schema':
        return {
          status: 200,
          body: {
            synchronizationRules: [
              { id: 'rule-for-groups', objectMappings: [{ enabled: true, sourceObjectName: 'Group' }] },
              { id: USER_RULE, objectMappings: [{ enabled: true, sourceObjectName: 'User' }] },
            ],
          },
        };
      case 'POST validateCredentials':
        return validate(body);
      case 'POST provisionOnDemand':
        return provision(body);
      case 'POST start':
        job.schedule.state = 'Active';
        return { status: 204 };
      default:
        return BAD_REQUEST;
    }
  }

  function answer(
    method: string,
    pathname: string,
    searchParams: URLSearchParams,
    body: unknown,
  ): GraphAnswer {
    if (pathname === `/applicationTemplates/${NON_GALLERY}/instantiate` && method === 'POST')
      return instantiate(body);
    if (pathname === '/servicePrincipals' && method === 'GET') return find(searchParams.get('$filter') ?? '');
    const [, id = '', rest = ''] = /^\/servicePrincipals\/([^/]+)(.*)$/.exec(pathname) ?? [];
    const application = applications.find((known) => known.id === id);
    if (application === undefined || isLate(`/${id}`)) return NOT_FOUND;
    const [, jobId, action] = /^\/synchronization\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(rest) ?? [];
    if (jobId !== undefined)
      return answerJob(application, [method, action].filter(Boolean).join(' '), jobId, body);
    switch (`${method} ${rest}`) {
      case 'GET ':
        return {
          status: 200,
          body: {
            id,
            appRoles: [
              {
                id: randomUUID(),
                displayName: 'msiam_access',
                isEnabled: true,
                allowedMemberTypes: ['User'],
              },
              { id: USER_ROLE, displayName: 'User', isEnabled: true, allowedMemberTypes: ['User'] },
            ],
          },
        };
      case 'GET /appRoleAssignedTo':
        return assignments(application, Number(searchParams.get('$skiptoken') ?? 0));
      case 'POST /appRoleAssignedTo':
        return assign(application, body);
      case 'GET /synchronization/templates':
        return isLate(`/${id}/templates`)
          ? NOT_FOUND
          : { status: 200, body: { value: templates.map((template) => ({ id: template })) } };
      case 'GET /synchronization/jobs':
        return { status: 200, body: { value: application.jobs } };
      case 'POST /synchronization/jobs':
        return createJob(application, body);
      case 'PUT /synchronization/secrets':
        if (membersOf(body) !== 'value') return BAD_REQUEST;
        application.secrets = (body as { value: FakeApplication['secrets'] }).value;
        return { status: 204 };
      default:
        return BAD_REQUEST;
    }
  }

  return {
    requests,
    applications,
    add,
    send(method, address, body) {
      const url = new URL(address);
      const path = url.pathname.replace(/^\/v1\.0(?=\/)/, '');
      const call = `${method} ${path.replace(/(?<=jobs\/)[^/]+/, '{job}').replace(/(?<=servicePrincipals\/)[^/]+/, '{app}')}`;
      requests.push({ call, body });
      const isGraph = url.origin === 'https://graph.microsoft.com' && path !== url.pathname;
      return isGraph ? answer(method, path, url.searchParams, body) : NOT_FOUND;
    },
  };
}
