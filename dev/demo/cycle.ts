import type { DemoRealm, DemoRealms } from './realms.ts';

/** One step of the provisioning cycle, as it went. */
export interface Step {
  readonly step: string;
  readonly request: string;
  readonly answer: string;
  /** What Keycloak holds afterwards. */
  readonly keycloak: string;
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

interface Resource {
  readonly id?: string;
  readonly totalResults?: number;
  readonly detail?: string;
}

/** What the steps send: what Entra ID and Okta are known to send, in their own dialects. */
const STEPS: readonly {
  readonly step: string;
  readonly method: string;
  readonly path: (id: string) => string;
  readonly body?: unknown;
  readonly status: number;
}[] = [
  {
    step: 'Test connection (Entra ID)',
    method: 'GET',
    path: () => '/Users?filter=userName+eq+%224f5d0f6e-demo%22',
    status: 200,
  },
  {
    step: 'Create (Entra ID)',
    method: 'POST',
    path: () => '/Users',
    body: {
      schemas: [USER, ENTERPRISE],
      externalId: 'ann.lee',
      userName: 'Ann.Lee@Example.com',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'Ann.Lee@Example.com' }],
      name: { formatted: 'Ann Lee', givenName: 'Ann', familyName: 'Lee' },
      roles: [],
      [ENTERPRISE]: { department: 'Sales' },
    },
    status: 201,
  },
  {
    step: 'Create again: refused',
    method: 'POST',
    path: () => '/Users',
    body: { schemas: [USER], userName: 'ann.lee@example.com', active: true },
    status: 409,
  },
  {
    step: 'Find by userName, any case',
    method: 'GET',
    path: () => '/Users?filter=userName%20eq%20%22ANN.LEE@example.com%22&startIndex=1&count=100',
    status: 200,
  },
  {
    step: 'Change (Entra ID, aadOptscim062020)',
    method: 'PATCH',
    path: (id) => `/Users/${id}`,
    body: {
      schemas: [PATCH],
      Operations: [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'Ann.Young@Example.com' },
        { op: 'replace', value: { 'name.familyName': 'Young', [`${ENTERPRISE}:department`]: 'Marketing' } },
      ],
    },
    status: 200,
  },
  {
    step: 'Deactivate (Entra ID, text boolean)',
    method: 'PATCH',
    path: (id) => `/Users/${id}`,
    body: { schemas: [PATCH], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
    status: 200,
  },
  {
    step: 'Reactivate (Okta, no path)',
    method: 'PATCH',
    path: (id) => `/Users/${id}`,
    body: { schemas: [PATCH], Operations: [{ op: 'replace', value: { active: true } }] },
    status: 200,
  },
  {
    step: 'Replace (Okta, PUT)',
    method: 'PUT',
    path: (id) => `/Users/${id}`,
    body: {
      schemas: [USER],
      userName: 'Ann.Lee@Example.com',
      name: { givenName: 'Ann', familyName: 'Young-Lee' },
      emails: [{ primary: true, type: 'work', value: 'Ann.Young@Example.com' }],
      groups: [],
      meta: { resourceType: 'User' },
    },
    status: 200,
  },
  { step: 'Delete', method: 'DELETE', path: (id) => `/Users/${id}`, status: 204 },
  { step: 'Read after delete', method: 'GET', path: (id) => `/Users/${id}`, status: 404 },
];

function summary(status: number, body: Resource): string {
  if (body.totalResults !== undefined) return `${status}, ${body.totalResults} found`;
  return body.detail === undefined ? String(status) : `${status} ${body.detail}`;
}

/** Provisions one user as real clients do; stops with an error at the first answer that is not as it should be. */
export async function runCycle(scimUrl: string, realm: DemoRealm, realms: DemoRealms): Promise<Step[]> {
  const done: Step[] = [];
  let id = '';
  for (const { step, method, path, body, status } of STEPS) {
    const response = await fetch(`${scimUrl}${path(id)}`, {
      method,
      headers: { Authorization: `Bearer ${realm.token}`, 'Content-Type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Resource;
    if (response.status !== status) {
      throw new Error(`${step}: expected ${status}, got ${response.status} ${text}`);
    }
    if (method === 'POST' && answer.id !== undefined) id = answer.id;
    done.push({
      step,
      request: `${method} ${path('{id}').replace(/\?.*$/, '?filter=…')}`,
      answer: summary(response.status, answer),
      keycloak: id === '' ? '-' : await realms.describeUser(realm.name, id),
    });
  }
  return done;
}
