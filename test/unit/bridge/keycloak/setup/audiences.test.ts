import { createAudiences } from '../../../../../bridge/keycloak/setup/audiences.ts';
import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';

const { diff } = createAudiences({} as RealmAccess);
const CLIENT = { id: 'c', attributes: {}, members: { clientId: 'scim-endpoint' } };
const A = 'https://a.test/scim';
const B = 'https://b.test/scim';

/** The mappers that set-up makes for audiences, as Keycloak stores them. */
const stored = (...audiences: string[]) =>
  diff({ client: CLIENT, audiences }, []).map((change, i) => {
    if (change.kind !== 'add') throw new Error(`unexpected ${change.kind}`);
    return { ...change.mapper, id: `m${i}`, config: { ...change.mapper.config } };
  });

/** Kind and mapper of every change. */
const changes = (audiences: string[], mappers: ReturnType<typeof stored>) =>
  diff({ client: CLIENT, audiences }, mappers).map((change) => [
    change.outcome,
    change.kind,
    change.kind === 'delete' ? change.mapperId : change.mapper.name,
  ]);

describe('the mappers for audiences', () => {
  it('are created where set-up has made none, together with the one for client_id', () => {
    expect(changes([A, B], [])).toEqual([
      ['created', 'add', 'scim audience'],
      ['created', 'add', 'scim audience 2'],
      ['created', 'add', 'scim client id'],
    ]);
  });

  it('are left if they are as desired', () => {
    expect(changes([A, B], stored(A, B))).toEqual([]);
  });

  it('are replaced if the audience differs, and added for further audiences', () => {
    expect(changes([B, A], stored(A))).toEqual([
      ['changed', 'replace', 'scim audience'],
      ['created', 'add', 'scim audience 2'],
    ]);
  });

  it('are described by their audiences', () => {
    const [replaced, added] = diff({ client: CLIENT, audiences: [B, A] }, stored(A));
    expect(replaced?.object).toBe('protocol mapper "scim audience" of client scim-endpoint');
    expect(replaced?.fields).toEqual([{ field: 'audience', from: A, to: B }]);
    expect(added?.fields).toEqual([{ field: 'audience', to: A }]);
  });

  it('are deleted for audiences that are gone', () => {
    expect(changes([A], stored(A, B))).toEqual([['removed', 'delete', 'm1']]);
  });
});
