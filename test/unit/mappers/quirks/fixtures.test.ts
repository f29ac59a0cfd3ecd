import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, type Json } from '../../../../scim/json.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import type { Quirk, WireRequest } from '../../../../mappers/rewriting/quirk.ts';
import type { Sequence, Step } from '../../../clients/sequence.ts';

const quirks = await loadQuirks();

/** The sequence, with the names of its variables for their values. */
function readSequence({ fixture }: Quirk): Sequence {
  const file = path.join(import.meta.dirname, '..', '..', '..', 'clients', fixture);
  return JSON.parse(readFileSync(file, 'utf8').replace(/\$\{(\w+)\}/g, '$1')) as Sequence;
}

/** A step's request as quirks see it. */
function wireOf(sequence: Sequence, { request }: Step): WireRequest | undefined {
  if (request === undefined) return undefined;
  const { user, group } = compileProfile({
    preset: sequence.profile ?? 'generic',
    quirks,
    consoleMappers: (sequence.mappers ?? []).map(({ name, attribute, claim, type }) => ({
      name,
      kind: 'oidc-usermodel-attribute-mapper',
      config: { 'user.attribute': attribute, 'claim.name': claim, 'jsonType.label': type },
    })),
  });
  const [target = '', query = ''] = request.path.split('?');
  const { type, aliases } = /^\/groups/i.test(target) ? group : user;
  const body = request.body as Json | undefined;
  const withBody = target.endsWith('/.search') ? 'search' : 'resource';
  const message = body === undefined ? 'none' : request.method === 'PATCH' ? 'patch' : withBody;
  const filter = new URLSearchParams(query).get('filter') ?? undefined;
  return { method: request.method as WireRequest['method'], type, aliases, message, body, filter };
}

describe('the fixture of a quirk', () => {
  it.each([...quirks.values()].map((quirk) => [quirk.name, quirk] as const))(
    '%s is a sequence in which it is sent',
    (_name, quirk) => {
      const sequence = readSequence(quirk);
      const requests = sequence.steps.flatMap((step) => wireOf(sequence, step) ?? []);
      const rewritten = requests.filter((request) => quirk.rewrite(request) !== request);
      expect(requests.some(({ body }) => isObject(body))).toBe(true);
      expect(rewritten.length).toBeGreaterThan(0);
    },
  );
});
