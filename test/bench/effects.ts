import assert from 'node:assert/strict';
import { PAGE, type Contender, type Extra } from './contenders/contender.ts';
import type { Http } from './http.ts';
import { person, type Person } from './person.ts';
import type { Seeded } from './seed.ts';

/** A user as Keycloak holds one. */
interface Held {
  readonly enabled: boolean;
  readonly notBefore: number;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

/** What every contender must have stored of a person, in these very places. */
const expected = ({ title, department, ...who }: Person) => ({
  username: who.userName,
  email: who.email,
  firstName: who.givenName,
  lastName: who.familyName,
  enabled: true,
  externalId: who.externalId,
  employeeNumber: who.employeeNumber,
  title,
  department,
});

const actual = ({ attributes, ...user }: Held): Record<string, unknown> => ({
  username: user.username,
  email: user.email,
  firstName: user.firstName,
  lastName: user.lastName,
  enabled: user.enabled,
  externalId: attributes.externalId?.join(),
  employeeNumber: attributes.employeeNumber?.join(),
  title: attributes.title?.join(),
  department: attributes.department?.join(),
});

/** Does every operation on groups once and reads its effect back. */
async function checkGroupEffects(
  contender: Contender,
  realm: string,
  userId: string,
  admin: Http,
): Promise<void> {
  const says = (what: string): string => `${contender.name}: ${what} did not have the effect it must have`;
  const displayName = 'Group of effects';
  const id = await contender.createGroup(displayName);
  const path = `/realms/${realm}/groups/${id}`;
  const members = async (): Promise<string[]> =>
    ((await admin('GET', `${path}/members`)).body as { id: string }[]).map((member) => member.id);

  assert.equal(((await admin('GET', path)).body as { name: string }).name, displayName, says('group create'));
  assert.deepEqual(await contender.getGroup(id), { id, displayName, members: [] }, says('group get'));
  await contender.addMember(id, userId);
  assert.deepEqual(await members(), [userId], says('member add'));
  assert.deepEqual((await contender.getGroup(id)).members, [userId], says('group get after member add'));
  await contender.removeMember(id, userId);
  assert.deepEqual(await members(), [], says('member remove'));
  await contender.removeGroup(id);
  assert.equal((await admin('GET', path, undefined, [404])).status, 404, says('group delete'));
}

/**
 * Does every operation once and reads its effect back through Admin REST: a contender that does less than the others
 * would win for nothing. Gives what it is excused from and really does not do.
 */
export async function checkEffects({ contender, realm, ids }: Seeded, admin: Http): Promise<Extra[]> {
  const someone = person(9_999_999);
  const { userName, externalId, employeeNumber } = someone;
  const change = { title: 'Head of Research', department: 'Board' };
  const id = await contender.create(someone);
  const path = `/realms/${realm}/users/${id}`;
  const held = async (): Promise<Held> => (await admin('GET', path)).body as Held;
  const says = (what: string): string => `${contender.name}: ${what} did not have the effect it must have`;

  const created = await held();
  assert.deepEqual(actual(created), expected(someone), says('create'));
  const shown = { id, userName, active: true, externalId, employeeNumber };
  const whole = { ...shown, title: someone.title, department: someone.department };
  assert.deepEqual(await contender.get(id), whole, says('get'));
  assert.deepEqual(await contender.findByUserName(userName), [whole], says('filter by userName'));
  assert.deepEqual(await contender.findByExternalId(externalId), [whole], says('filter by externalId'));

  await contender.patch(id, change);
  const patched = await held();
  assert.deepEqual(actual(patched), expected({ ...someone, ...change }), says('patch'));
  assert.deepEqual(await contender.get(id), { ...shown, ...change }, says('get after patch'));
  await contender.deactivate(id);
  const disabled = await held();
  assert.deepEqual(actual(disabled), { ...actual(patched), enabled: false }, says('deactivate'));

  const { total, users } = await contender.list(0);
  assert.equal(total, ids.length + 1, says('list (the total)'));
  assert.equal(users.length, Math.min(PAGE, total), says('list (the page)'));
  for (const user of users) assert.ok(user.externalId && user.title && user.department, says('list'));

  await checkGroupEffects(contender, realm, id, admin);

  await contender.remove(id);
  assert.equal((await admin('GET', path, undefined, [404])).status, 404, says('delete'));

  const does: Record<Extra, boolean> = {
    'keeps the phone number': JSON.stringify(patched.attributes).includes(someone.phone),
    'ends sessions on deactivation': disabled.notBefore > 0,
  };
  const lacks = (Object.keys(does) as Extra[]).filter((extra) => !does[extra]);
  assert.deepEqual(
    lacks.filter((extra) => !contender.mayLack.includes(extra)),
    [],
    `${contender.name}: lacks what it must do`,
  );
  return lacks;
}
