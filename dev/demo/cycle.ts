import type { DemoRealm, DemoRealms } from './realms.ts';

/** One step of the provisioning cycle, as it went. */
export interface Step {
  readonly step: string;
  readonly request: string;
  readonly status: number;
  /** What the answer says besides its status; empty if nothing. */
  readonly said: string;
  /** The user in Keycloak afterwards. */
  readonly keycloak: string;
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

interface Resource {
  readonly id?: string;
  readonly totalResults?: number;
  readonly detail?: string;
}

/** The ids that steps work with, once they are known. */
interface Ids {
  user: string;
  group: string;
  breakGlass: string;
}

/** What the steps send: what Entra ID and Okta are known to send, in their own dialects. */
const STEPS: readonly {
  readonly step: string;
  readonly method: string;
  readonly path: (ids: Ids) => string;
  readonly body?: (ids: Ids) => unknown;
  readonly status: number;
  /** Which id the answer tells. */
  readonly tells?: keyof Ids;
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
    body: () => ({
      schemas: [USER, ENTERPRISE],
      externalId: 'ann.lee',
      userName: 'Ann.Lee@Example.com',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'Ann.Lee@Example.com' }],
      name: { formatted: 'Ann Lee', givenName: 'Ann', familyName: 'Lee' },
      roles: [],
      [ENTERPRISE]: { department: 'Sales' },
    }),
    status: 201,
    tells: 'user',
  },
  {
    step: 'Create again: refused',
    method: 'POST',
    path: () => '/Users',
    body: () => ({ schemas: [USER], userName: 'ann.lee@example.com', active: true }),
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
    path: ({ user }) => `/Users/${user}`,
    body: () => ({
      schemas: [PATCH],
      Operations: [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'Ann.Young@Example.com' },
        { op: 'replace', value: { 'name.familyName': 'Young', [`${ENTERPRISE}:department`]: 'Marketing' } },
      ],
    }),
    status: 200,
  },
  {
    step: 'Deactivate (Entra ID, text boolean)',
    method: 'PATCH',
    path: ({ user }) => `/Users/${user}`,
    body: () => ({ schemas: [PATCH], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] }),
    status: 200,
  },
  {
    step: 'Reactivate (Okta, no path)',
    method: 'PATCH',
    path: ({ user }) => `/Users/${user}`,
    body: () => ({ schemas: [PATCH], Operations: [{ op: 'replace', value: { active: true } }] }),
    status: 200,
  },
  {
    step: 'Replace (Okta, PUT)',
    method: 'PUT',
    path: ({ user }) => `/Users/${user}`,
    body: () => ({
      schemas: [USER],
      userName: 'Ann.Lee@Example.com',
      name: { givenName: 'Ann', familyName: 'Young-Lee' },
      emails: [{ primary: true, type: 'work', value: 'Ann.Young@Example.com' }],
      groups: [],
      meta: { resourceType: 'User' },
    }),
    status: 200,
  },
  {
    step: 'Create group (Entra ID)',
    method: 'POST',
    path: () => '/Groups',
    body: () => ({ schemas: [GROUP], externalId: '8aa1a0c0', displayName: 'Sales / EMEA' }),
    status: 201,
    tells: 'group',
  },
  {
    step: 'Add member (Entra ID)',
    method: 'PATCH',
    path: ({ group }) => `/Groups/${group}`,
    body: ({ user }) => ({
      schemas: [PATCH],
      Operations: [{ op: 'Add', path: 'members', value: [{ $ref: null, value: user }] }],
    }),
    status: 204,
  },
  {
    step: 'Rename group (Okta, no path)',
    method: 'PATCH',
    path: ({ group }) => `/Groups/${group}`,
    body: ({ group }) => ({
      schemas: [PATCH],
      Operations: [{ op: 'replace', value: { id: group, displayName: 'Sales' } }],
    }),
    status: 204,
  },
  {
    step: 'Remove member (Entra ID)',
    method: 'PATCH',
    path: ({ group }) => `/Groups/${group}`,
    body: ({ user }) => ({
      schemas: [PATCH],
      Operations: [{ op: 'remove', path: `members[value eq "${user}"]` }],
    }),
    status: 204,
  },
  {
    step: 'Password of a break-glass account',
    method: 'PATCH',
    path: ({ breakGlass }) => `/Users/${breakGlass}`,
    body: () => ({
      schemas: [PATCH],
      Operations: [{ op: 'replace', path: 'password', value: 'Taken-0ver' }],
    }),
    status: 403,
  },
  { step: 'Delete group', method: 'DELETE', path: ({ group }) => `/Groups/${group}`, status: 204 },
  { step: 'Delete', method: 'DELETE', path: ({ user }) => `/Users/${user}`, status: 204 },
  { step: 'Read after delete', method: 'GET', path: ({ user }) => `/Users/${user}`, status: 404 },
];

const saidIn = ({ totalResults, detail = '' }: Resource): string =>
  totalResults === undefined ? detail : `${totalResults} found`;

/** Provisions one user as real clients do; stops with an error at the first answer that is not as it should be. */
export async function runCycle(
  scimUrl: string,
  token: string,
  realm: DemoRealm,
  realms: DemoRealms,
): Promise<Step[]> {
  const done: Step[] = [];
  const ids: Ids = { user: '', group: '', breakGlass: realm.breakGlass };
  for (const { step, method, path, body, status, tells } of STEPS) {
    const response = await fetch(`${scimUrl}${path(ids)}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/scim+json',
        // The console does not take this for an identity provider.
        'User-Agent': 'realm-config demo',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body(ids)) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Resource;
    if (response.status !== status) {
      throw new Error(`${step}: expected ${status}, got ${response.status} ${text}`);
    }
    if (tells !== undefined) ids[tells] = answer.id ?? '';
    done.push({
      step,
      request: `${method} ${path({ user: '{id}', group: '{id}', breakGlass: '{id}' }).replace(/\?.*$/, '?filter=…')}`,
      status,
      said: saidIn(answer),
      keycloak: ids.user === '' ? '-' : await realms.describeUser(realm.name, ids.user),
    });
  }
  return done;
}
