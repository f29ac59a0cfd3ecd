import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, textAt, type JsonObject } from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import { isScim, unexpectedFinding } from './answers.ts';
import { fail, notChecked, pass, type CheckResult, type Finding } from '../../bridge/connecting/finding.ts';
import type { Answer, Reply, Send } from './request.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** The user that the test creates. */
export interface TestUser {
  readonly userName: string;
  readonly email: string;
}

/** How the user is created and removed. */
export interface CycleOptions {
  readonly send: Send;
  /** Sends although the command was interrupted, to remove the user. */
  readonly sendAlways: Send;
  /** The SCIM URL. */
  readonly url: string;
  readonly user: TestUser;
  /** Whether the realm observes: it answers, and writes nothing. */
  readonly observes: boolean;
}

/** The steps of the cycle, in order. */
export const CYCLE_CHECKS = [
  'create a user',
  'find the user',
  'change the user',
  'deactivate the user',
  'remove the user',
] as const;

/** How long a creation without an answer may still go on. */
const SETTLE_MS = 2_000;

const userTarget = (id: string): string => `/Users/${encodeURIComponent(id)}`;

const searchTarget = ({ userName }: TestUser): string =>
  `/Users?${new URLSearchParams({ filter: `userName eq "${userName}"`, startIndex: '1', count: '10' }).toString()}`;

const bodyOf = ({ userName, email }: TestUser): JsonObject => ({
  schemas: [USER],
  userName,
  externalId: userName,
  name: { givenName: 'Test of SCIM', familyName: 'Delete me' },
  displayName: 'Test of SCIM, delete me',
  emails: [{ value: email, type: 'work', primary: true }],
  active: true,
});

const patchOf = (path: string, value: string | boolean): JsonObject => ({
  schemas: [MESSAGES.patch],
  Operations: [{ op: 'replace', path, value }],
});

const isAnswered = (reply: Reply, ...statuses: number[]): reply is Answer =>
  !('code' in reply) && statuses.includes(reply.status);

/** The ids of the users that a search found; `undefined` if it was not answered. */
function foundIds(reply: Reply): readonly string[] | undefined {
  if (!isAnswered(reply, 200) || !isScim(reply)) return undefined;
  const { Resources: resources = [] } = reply.json ?? {};
  return Array.isArray(resources) ? resources.filter(isObject).map((resource) => textAt(resource, 'id')) : [];
}

interface Creation {
  readonly finding: Finding;
  /** Empty if the user was not created, or nobody knows. */
  readonly id: string;
  /** Whether there was no answer, so that the user may yet come into being. */
  readonly isUncertain?: boolean;
}

async function create({ send, url, user }: CycleOptions): Promise<Creation> {
  const reply = await send({ method: 'POST', target: '/Users', body: bodyOf(user) });
  if (!isAnswered(reply, 201)) {
    return { finding: unexpectedFinding(reply), id: '', isUncertain: 'code' in reply };
  }
  const { json = {}, location } = reply;
  const id = textAt(json, 'id');
  const metaLocation = isObject(json.meta) ? textAt(json.meta, 'location') : '';
  if (id === '') {
    return { finding: fail('201 without an id in the body.', 'Does the proxy cut or change bodies?'), id };
  }
  if (location === metaLocation && location.startsWith(`${url}/`)) {
    return { finding: pass(`201, ${user.userName}`), id };
  }
  return {
    finding: fail(
      `The header Location is "${location}", meta.location is "${metaLocation}".`,
      'The proxy must leave the header Location as it is, and PUBLIC_URL must be the address that is called.',
    ),
    id,
  };
}

async function find({ send, user, observes }: CycleOptions, id: string): Promise<Finding> {
  const reply = await send({ method: 'GET', target: searchTarget(user) });
  const ids = foundIds(reply);
  if (ids === undefined) return unexpectedFinding(reply);
  if (observes) {
    return ids.length === 0
      ? pass('not written, as "mode": "observe" says')
      : fail('The user was written, although the mode is observe.', 'Look at the log of the bridge.');
  }
  if (ids.length === 1 && ids[0] === id) return pass('found by userName');
  return fail(
    `A search by userName finds ${ids.length} users.`,
    'Created and not found: does the realm observe ("mode": "observe"), or does a cache in the proxy answer?',
  );
}

/** Changes one attribute, and reads it back. */
async function change(
  { send }: CycleOptions,
  id: string,
  path: string,
  value: string | boolean,
  read: (user: JsonObject) => unknown,
): Promise<Finding> {
  const changed = await send({ method: 'PATCH', target: userTarget(id), body: patchOf(path, value) });
  if (!isAnswered(changed, 200, 204)) return unexpectedFinding(changed);
  const reply = await send({ method: 'GET', target: userTarget(id) });
  if (!isAnswered(reply, 200)) return unexpectedFinding(reply);
  return read(reply.json ?? {}) === value
    ? pass(`${path} = ${value}`)
    : fail(
        `After the change, "${path}" is another value.`,
        'Does the realm\'s mapping store it? "realm-config explain" says where it goes; a cache in the proxy may answer too.',
      );
}

/** Removes the user, and reads that nobody is there any more. */
async function remove(send: Send, id: string): Promise<Finding> {
  const removed = await send({ method: 'DELETE', target: userTarget(id) });
  if (!isAnswered(removed, 204)) return unexpectedFinding(removed);
  const reply = await send({ method: 'GET', target: userTarget(id) });
  return isAnswered(reply, 404)
    ? pass('204, then 404')
    : fail(
        'The user is still shown after DELETE was answered 204.',
        'Does the brake hold ("realm-config brake REALM")? A cache in the proxy may answer too.',
      );
}

/** Removes whatever the test created, found by its random name; says whether nothing is left as far as SCIM shows. */
async function removeLeftovers({ sendAlways, user }: CycleOptions, waitMs: number): Promise<boolean> {
  await sleep(waitMs);
  const ids = foundIds(await sendAlways({ method: 'GET', target: searchTarget(user) }));
  if (ids === undefined) return false;
  for (const id of ids) await sendAlways({ method: 'DELETE', target: userTarget(id) });
  return (
    ids.length === 0 ||
    foundIds(await sendAlways({ method: 'GET', target: searchTarget(user) }))?.length === 0
  );
}

const familyNameOf = ({ name }: JsonObject): unknown => (isObject(name) ? name.familyName : undefined);

/** Creates, finds, changes, deactivates and removes a user; afterwards none is left, whatever fails in between. */
export async function runUserCycle(
  options: CycleOptions,
): Promise<{ readonly results: readonly CheckResult[]; readonly removed: boolean }> {
  const { observes } = options;
  const results: CheckResult[] = [];
  const add = (finding: Finding): boolean => {
    const check = CYCLE_CHECKS[results.length] ?? '';
    results.push({ check, ...finding });
    return finding.outcome === 'pass';
  };
  const skipRest = (reason: string): void => {
    while (results.length < CYCLE_CHECKS.length) add(notChecked(reason));
  };
  let removed = false;
  let waitMs = 0;
  try {
    const { finding, id, isUncertain = false } = await create(options);
    add(finding);
    if (isUncertain) waitMs = SETTLE_MS;
    if (id !== '') {
      add(await find(options, id));
      if (observes) {
        skipRest('The realm observes and writes nothing.');
      } else {
        add(await change(options, id, 'name.familyName', 'Changed', familyNameOf));
        add(await change(options, id, 'active', false, ({ active }) => active));
        removed = add(await remove(options.send, id));
      }
    }
  } finally {
    if (!removed) removed = await removeLeftovers(options, waitMs);
    skipRest('The user was not created.');
  }
  return { results, removed };
}
