import { createHttp, type Http, type Reply } from '../bench/http.ts';
import { group, patch, user } from '../support/scim/messages.ts';
import { createRandom, type Random } from '../support/random.ts';
import type { Faults } from './faults.ts';
import type { Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';

/** What the accepted requests say of a user. */
interface ModelUser {
  readonly username: string;
  firstName: string;
  lastName: string;
  email: string;
  enabled: boolean;
  title: string;
}

/** What the accepted requests say of a group. */
interface ModelGroup {
  name: string;
  readonly members: Set<string>;
}

/** What the accepted requests of one client say, by id. */
interface Model {
  readonly prefix: string;
  readonly users: Map<string, ModelUser>;
  readonly groups: Map<string, ModelGroup>;
}

const NAMES = [
  'Ann',
  'Zoë',
  "O'Neill",
  'Łukasz',
  'İpek',
  '李',
  'de la Cruz',
  'Jean-Luc',
  '\u{1f469}\u200d\u{1f680}',
];

const idOf = ({ body }: Reply): string => (body as { id: string }).id;

const scimUser = ({ username, firstName, lastName, email, enabled, title }: ModelUser) =>
  user(username, {
    name: { givenName: firstName, familyName: lastName },
    emails: [{ value: email, type: 'work', primary: true }],
    active: enabled,
    title,
  });

type Action = (model: Model, scim: Http, random: Random, turn: number) => Promise<void>;

const anyOf = <T>(random: Random, map: ReadonlyMap<string, T>): readonly [string, T] | undefined =>
  map.size === 0 ? undefined : random.pick([...map]);

const drawn = (username: string, random: Random): ModelUser => ({
  username,
  firstName: random.pick(NAMES),
  lastName: random.pick(NAMES),
  email: `${username}.${random.below(1_000)}@modelled.example`,
  enabled: random.below(4) > 0,
  title: `Title [${random.below(100)}] "quoted"`,
});

const create: Action = async (model, scim, random, turn) => {
  const one = drawn(`${model.prefix}-${turn}`, random);
  model.users.set(idOf(await scim('POST', '/Users', scimUser(one))), one);
};

const replace: Action = async (model, scim, random) => {
  const [id, one] = anyOf(random, model.users) ?? [];
  if (id === undefined || one === undefined) return;
  const next = drawn(one.username, random);
  await scim('PUT', `/Users/${id}`, scimUser(next));
  model.users.set(id, next);
};

const change: Action = async (model, scim, random) => {
  const [id, one] = anyOf(random, model.users) ?? [];
  if (id === undefined || one === undefined) return;
  const { firstName, enabled, title } = drawn(one.username, random);
  await scim(
    'PATCH',
    `/Users/${id}`,
    patch(
      { op: 'replace', path: 'name.givenName', value: firstName },
      { op: 'replace', value: { active: enabled, title } },
    ),
  );
  Object.assign(one, { firstName, enabled, title });
};

const remove: Action = async (model, scim, random) => {
  const [id] = anyOf(random, model.users) ?? [];
  if (id === undefined || model.users.size < 5) return;
  await scim('DELETE', `/Users/${id}`);
  model.users.delete(id);
  for (const { members } of model.groups.values()) members.delete(id);
};

const createGroup: Action = async (model, scim, random, turn) => {
  const [id] = anyOf(random, model.users) ?? [];
  const members = id === undefined ? [] : [id];
  const name = `${model.prefix}-group-${turn}`;
  const answer = await scim('POST', '/Groups', group(name, { members: members.map((value) => ({ value })) }));
  model.groups.set(idOf(answer), { name, members: new Set(members) });
};

const changeGroup: Action = async (model, scim, random, turn) => {
  const [id, one] = anyOf(random, model.groups) ?? [];
  const [userId] = anyOf(random, model.users) ?? [];
  if (id === undefined || one === undefined || userId === undefined) return;
  switch (random.below(3)) {
    case 0:
      await scim('PATCH', `/Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value: userId }] }));
      one.members.add(userId);
      return;
    case 1:
      await scim('PATCH', `/Groups/${id}`, patch({ op: 'remove', path: `members[value eq "${userId}"]` }));
      one.members.delete(userId);
      return;
    default: {
      const name = `${model.prefix}-group-${turn}`;
      await scim('PATCH', `/Groups/${id}`, patch({ op: 'replace', path: 'displayName', value: name }));
      one.name = name;
    }
  }
};

/** An ordinary day: users come and change, few leave. */
const DAY = [create, create, replace, change, change, change, remove, createGroup, changeGroup, changeGroup];

/** What modelled clients have done. */
export interface Modelled {
  /** How many of their requests were accepted; rejects never: what is refused is a fault. */
  readonly done: Promise<number>;
  /** Compares what Keycloak holds with what the accepted requests say. */
  compare(): Promise<void>;
}

/** Lets so many ordinary clients work, each on users and groups of its own. */
export function startModelled(
  stage: Stage,
  seed: number,
  clients: number,
  schedule: Schedule,
  faults: Faults,
): Modelled {
  const scim = createHttp({
    base: stage.attacked.scimUrl,
    token: () => stage.attacked.token,
    type: 'application/scim+json',
  });
  const models: Model[] = Array.from({ length: clients }, (_, client) => ({
    prefix: `modelled-${client}`,
    users: new Map(),
    groups: new Map(),
  }));

  async function work(model: Model, client: number): Promise<number> {
    const random = createRandom((seed + 1_000 + client) >>> 0);
    let turn = 0;
    for (; await schedule.go(); turn += 1) {
      try {
        await random.pick(DAY)(model, scim, random, turn);
      } catch (error) {
        if (!faults.enough.aborted) faults.add(`An ordinary request was refused: ${String(error)}`);
        return turn;
      }
    }
    return turn;
  }

  const read = async <T>(path: string): Promise<T> =>
    (await stage.admin('GET', `/realms/${stage.attacked.name}${path}`)).body as T;

  async function compareUsers(model: Model): Promise<void> {
    const held = await read<(Partial<ModelUser> & { id: string; attributes?: { title?: string[] } })[]>(
      `/users?username=${model.prefix}-&max=100000&briefRepresentation=false`,
    );
    const found = held.map(({ id, username, firstName, lastName, email, enabled, attributes }) =>
      JSON.stringify([id, { username, firstName, lastName, email, enabled, title: attributes?.title?.[0] }]),
    );
    const wanted = [...model.users].map(([id, { username, firstName, lastName, email, enabled, title }]) =>
      JSON.stringify([id, { username, firstName, lastName, email, enabled, title }]),
    );
    differ('Users', found, wanted);
  }

  async function compareGroups(model: Model): Promise<void> {
    const held = await read<{ id: string; name: string }[]>(
      `/groups?search=${model.prefix}-group-&max=100000`,
    );
    const found: string[] = [];
    for (const { id, name } of held) {
      const members = await read<{ id: string }[]>(`/groups/${id}/members?max=100000`);
      found.push(JSON.stringify([id, name, members.map((one) => one.id).sort()]));
    }
    const wanted = [...model.groups].map(([id, { name, members }]) =>
      JSON.stringify([id, name, [...members].sort()]),
    );
    differ('Groups', found, wanted);
  }

  function differ(what: string, found: readonly string[], wanted: readonly string[]): void {
    for (const one of wanted.filter((each) => !found.includes(each)))
      faults.add(`${what}: accepted requests say ${one}, Keycloak says otherwise.`);
    for (const one of found.filter((each) => !wanted.includes(each)))
      faults.add(`${what}: Keycloak holds ${one}, the accepted requests say otherwise.`);
  }

  return {
    done: Promise.all(models.map(work)).then((turns) => turns.reduce((sum, count) => sum + count, 0)),
    async compare() {
      // Who reads a user while another changes it can leave a mixture of both in Keycloak's cache; the database is right.
      await stage.admin('POST', `/realms/${stage.attacked.name}/clear-user-cache`);
      for (const model of models) {
        await compareUsers(model);
        await compareGroups(model);
      }
    },
  };
}
