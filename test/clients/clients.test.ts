import { randomBytes } from 'node:crypto';
import { startTestBridge, type TestBridge } from '../support/fixtures/bridge.ts';
import { userAttributeMapper } from '../support/keycloak/mappers.ts';
import { runSequence, fill, type Stage } from './runSequence.ts';
import { readSequences, type Value } from './sequence.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(async () => {
  await bridge.close();
});

describe.each(readSequences(import.meta.dirname))('$file', ({ file, sequence, mistakes }) => {
  let stage: Stage;

  beforeAll(async () => {
    const realm = await bridge.realm({
      ...(sequence.profile === undefined ? {} : { profile: sequence.profile }),
      ...(sequence.mapping === undefined ? {} : { mapping: sequence.mapping }),
      ...(sequence.mappers === undefined ? {} : { mappers: sequence.mappers.map(userAttributeMapper) }),
      settings: sequence.realm ?? {},
    });
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
