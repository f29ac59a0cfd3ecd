import { EXPLANATION, STORED_EXPLANATION } from '../../../../bridge/admin/schemas.ts';
import type { Explanation, StoredExplanation } from '../../../../bridge/protocol/explain.ts';
import { createValidator } from '../../../../documents/validate.ts';
import { explainPatch, explainResource } from '../../../../mappers/explain/request.ts';
import { explainStored } from '../../../../mappers/explain/trace.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import type { WireRequest } from '../../../../mappers/rewriting/quirk.ts';
import { emptyObject, type Json } from '../../../../scim/json.ts';
import { formatText } from '../../../../documents/text.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const profile = compileProfile({ preset: 'azure', quirks: await loadQuirks() });

function wire(message: 'resource' | 'patch', body: Json): WireRequest {
  const { type, aliases } = profile.user;
  return { method: message === 'patch' ? 'PATCH' : 'POST', type, aliases, message, body, filter: undefined };
}

/** An explanation as the admin API sends it: as JSON. */
const sent = (explanation: Explanation | StoredExplanation): unknown =>
  JSON.parse(JSON.stringify(explanation));

const explanation = (pieces: Explanation['pieces']): Explanation => ({
  profile: profile.name,
  findings: ['"title" is kept in two places.'],
  quirks: ['aliases'],
  filter: 'userName eq "ann"',
  pieces,
  calls: ['POST users'],
  notes: ['Sessions were ended.'],
  answer: { status: 400, detail: 'The value is not valid.', totalResults: 1 },
});

const created = explainResource(
  profile,
  wire('resource', {
    schemas: [CORE],
    userPrincipalName: 'Ann',
    active: 'True',
    password: 'secret',
    unknown: 'x',
    emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
    members: 1,
  }),
);
const patched = explainPatch(
  profile,
  wire('patch', {
    schemas: [PATCH],
    Operations: [
      { op: 'Add', path: 'title', value: 'Boss' },
      { op: 'Remove', path: 'title' },
      { op: 'replace', value: { active: 'False' } },
      { op: 'replace', path: 'nothing[', value: 1 },
    ],
  }),
  emptyObject(),
);
const rows = explainStored(profile.user.mapping, {
  username: 'ann',
  attributes: { title: ['Boss'] },
});

const mistakesIn = (schema: Parameters<typeof createValidator>[0], value: unknown): string[] =>
  createValidator(schema)(value, { file: '', pointer: '' }).map(
    ({ pointer, sentence }) => `${pointer} ${formatText(sentence)}`,
  );

describe('the schema of an explanation', () => {
  it('describes every member of an explained resource', () => {
    expect(created.flatMap((piece) => piece.rows).length).toBeGreaterThan(2);
    expect(created.flatMap((piece) => piece.notes).length).toBeGreaterThan(1);
    expect(mistakesIn(EXPLANATION, sent(explanation(created)))).toEqual([]);
  });

  it('describes every member of an explained PATCH', () => {
    expect(patched.map((piece) => piece.rows.length)).toEqual([1, 1, 1, 0]);
    expect(mistakesIn(EXPLANATION, sent(explanation(patched)))).toEqual([]);
  });

  it('describes every member of an explained user', () => {
    expect(rows.length).toBeGreaterThan(1);
    const own = [{ name: 'scim.lookup', values: ['ec4a'], meaning: 'digests' }];
    const stored = { profile: profile.name, findings: [], id: 'u1', hidden: 'It is hidden.', rows, own };
    expect(mistakesIn(STORED_EXPLANATION, sent(stored))).toEqual([]);
  });

  it('knows no other members', () => {
    const [piece] = created.filter((candidate) => candidate.rows.length > 0);
    const [row] = piece?.rows ?? [];
    const extended = explanation([{ ...piece, rows: [{ ...row, extra: 1 }], more: 2 } as never]);
    expect(mistakesIn(EXPLANATION, sent({ ...extended, other: 3 } as never))).toEqual([
      expect.stringContaining('There is no member "other".'),
      expect.stringContaining('There is no member "more".'),
      expect.stringContaining('There is no member "extra".'),
    ]);
  });
});
