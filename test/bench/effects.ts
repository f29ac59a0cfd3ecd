import assert from 'node:assert/strict';
import { PAGE, type Contender, type Extra } from './contenders/contender.ts';
import type { Http } from './http.ts';
import { person, type Person } from './person.ts';
import type { Seeded } from './seed.ts';

/** A user as Keycloak holds one. */
interface Held {
  readonly enabled: boolean;
  readonly notBefore: number;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

const beyondNames = ({ externalId, employeeNumber, title, department }: Person) => ({
  externalId,
  employeeNumber,
  title,
  department,
});

/** What a contender must have stored of a person, in these very places. */
const expected = (who: Person, lacks: readonly Extra[]): Record<string, unknown> => ({
  username: who.userName,
  email: who.email,
  firstName: who.givenName,
  lastName: who.familyName,
  enabled: true,
  ...(lacks.includes('keeps more than names and e-mail') ? {} : beyondNames(who)),
});

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const actual = ({ attributes = {}, ...user }: Held): Record<string, unknown> =>
  withoutUndefined({
    username: user.username,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    enabled: user.enabled,
    externalId: attributes.externalId?.join(),
    employeeNumber: attributes.employeeNumber?.join(),
    title: attributes.title?.join(),
    department: attributes.department?.join(),
  }) as Record<string, unknown>;

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
  assert.deepEqual(await contender.findGroup(displayName), [id], says('group by displayName'));
  await contender.addMember(id, userId);
  assert.deepEqual(await members(), [userId], says('member add'));
  assert.deepEqual((await contender.getGroup(id)).members, [userId], says('group get after member add'));
  await contender.removeMember(id, userId);
  assert.deepEqual(await members(), [], says('member remove'));
  await contender.addMembers(id, [userId]);
  assert.deepEqual(await members(), [userId], says('group add members'));
  await contender.removeGroup(id);
  assert.equal((await admin('GET', path, undefined, [404])).status, 404, says('group delete'));
}

/**
 * Does every operation once and reads its effect back through Admin REST: a contender that does less than the others
 * would win for nothing. Gives what it is excused from and really does not do.
 */
export async function checkEffects({ contender, realm, ids }: Seeded, admin: Http): Promise<Extra[]> {
  const someone = person(9_999_999);
  const { userName, familyName } = someone;
  const change = { familyName: 'Beauvoir' };
  const { mayLack } = contender;
  const keepsAll = !mayLack.includes('keeps more than names and e-mail');
  const id = await contender.create(someone);
  const path = `/realms/${realm}/users/${id}`;
  const held = async (): Promise<Held> => (await admin('GET', path)).body as Held;
  const says = (what: string): string => `${contender.name}: ${what} did not have the effect it must have`;

  const created = await held();
  assert.deepEqual(actual(created), expected(someone, mayLack), says('create'));
  const whole = { id, userName, active: true, familyName, ...(keepsAll ? beyondNames(someone) : {}) };
  const seen = async (): Promise<unknown> => withoutUndefined(await contender.get(id));
  assert.deepEqual(await seen(), whole, says('get'));
  const [found] = await contender.findByUserName(userName);
  assert.deepEqual(withoutUndefined(found), whole, says('filter by userName'));
  if (keepsAll) {
    const [byExternalId] = await contender.findByExternalId(someone.externalId);
    assert.deepEqual(withoutUndefined(byExternalId), whole, says('filter by externalId'));
  }

  await contender.patch(id, change);
  const patched = await held();
  assert.deepEqual(actual(patched), expected({ ...someone, ...change }, mayLack), says('patch'));
  assert.deepEqual(await seen(), { ...whole, ...change }, says('get after patch'));
  await contender.deactivate(id);
  const disabled = await held();
  assert.deepEqual(actual(disabled), { ...actual(patched), enabled: false }, says('deactivate'));

  const { total, users } = await contender.list(0);
  assert.equal(total, ids.length + 1, says('list (the total)'));
  assert.equal(users.length, Math.min(PAGE, total), says('list (the page)'));
  for (const user of users)
    assert.ok(user.familyName && (!keepsAll || (user.externalId && user.title)), says('list'));

  await checkGroupEffects(contender, realm, id, admin);

  await contender.remove(id);
  assert.equal((await admin('GET', path, undefined, [404])).status, 404, says('delete'));

  const does: Record<Extra, boolean> = {
    'keeps more than names and e-mail': JSON.stringify(patched.attributes ?? {}).includes(someone.externalId),
    'keeps the phone number': JSON.stringify(patched.attributes ?? {}).includes(someone.phone),
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
