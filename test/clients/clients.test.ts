import { randomBytes } from 'node:crypto';
import { startTestBridge, type TestBridge, type TestRealm } from '../support/fixtures/bridge.ts';
import { userAttributeMapper } from '../support/keycloak/mappers.ts';
import { runSequence, fill, type Stage } from './runSequence.ts';
import { playsOf, readSequences, type Play, type Value } from './sequence.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(async () => {
  await bridge.close();
});

/** The realms that sequences share, by preset; sequences with settings of their own get a realm of their own. */
const sharedRealms = new Map<string, Promise<TestRealm>>();

function realmOf({ profile, sequence }: Play): Promise<TestRealm> {
  const { mapping, mappers, realm: settings, inEmptyRealm = false } = sequence;
  if (inEmptyRealm || mapping !== undefined || mappers !== undefined || settings !== undefined) {
    return bridge.realm({
      profile,
      ...(mapping === undefined ? {} : { mapping }),
      ...(mappers === undefined ? {} : { mappers: mappers.map(userAttributeMapper) }),
      settings: settings ?? {},
    });
  }
  const shared = sharedRealms.get(profile) ?? bridge.realm({ profile });
  sharedRealms.set(profile, shared);
  return shared;
}

describe.each(readSequences(import.meta.dirname).flatMap(playsOf))('$file ($profile)', (play) => {
  const { file, sequence, mistakes } = play;
  let stage: Stage;

  beforeAll(async () => {
    const realm = await realmOf(play);
    const random = randomBytes(4).toString('hex');
    const vars = new Map<string, Value>([
      ['random', random],
      ['RANDOM', random.toUpperCase()],
      ['realm', realm.name],
      ['scimUrl', `https://scim.example.test/realms/${realm.name}/scim/v2`],
    ]);
    for (const [name, value] of Object.entries(sequence.vars ?? {})) vars.set(name, fill(value, vars));
    stage = { bridge, realm, vars };
  });

  it('is valid against sequence.schema.json', () => {
    expect(mistakes).toEqual([]);
  });

  it.each(sequence.steps)('$name', async (step) => {
    await expect(runSequence(file, step, stage)).resolves.toBeUndefined();
  });
});
