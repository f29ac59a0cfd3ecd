import type { MemoryAnswer, MemoryScim } from '../../../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../../../support/scim/messages.ts';
import { scimUsers } from '../scimUsers.ts';

/** Members of a user with one e-mail address, which is not marked as the primary one. */
export const emails = (value: string, more: Record<string, unknown> = {}) => ({
  emails: [{ value, ...more }],
});

/** A user with one e-mail address, and the members given. */
export const withEmail = (userName: string, value: string, members: Record<string, unknown> = {}) =>
  user(userName, { ...emails(value), ...members });

/** The users of the SCIM that a test has at the moment, and where their e-mail addresses are. */
export function usersWithEmail(scim: () => MemoryScim) {
  const { stored, makeAdministrator } = scimUsers(scim);

  const post = (body: unknown): Promise<MemoryAnswer> => scim().send('POST', '/Users', body);
  const patched = (id: string, ...operations: unknown[]): Promise<MemoryAnswer> =>
    scim().send('PATCH', `/Users/${id}`, patch(...operations));

  /** Creates a user and returns its id. */
  async function create(body: unknown): Promise<string> {
    const answer = await post(body);
    expect(answer.status).toBe(201);
    return String(answer.body.id);
  }

  /** The e-mail address in Keycloak's own field, and the one that is kept in the record. */
  async function addressesOf(id: string): Promise<{ field: unknown; kept: unknown }> {
    const current = await stored(id);
    return { field: current?.email, kept: current?.attributes['scim.keptEmail']?.[0] };
  }

  const shown = async (id: string): Promise<unknown> =>
    (await scim().send('GET', `/Users/${id}`)).body.emails;

  /** Records the e-mail address of every write to Keycloak from now on. */
  function recordWrites(): (string | undefined)[] {
    const written: (string | undefined)[] = [];
    const { users } = scim().realm;
    const before = { ...users };
    users.create = (newUser) => {
      written.push(newUser.email);
      return before.create(newUser);
    };
    users.replace = (id, replacement) => {
      written.push(replacement.email);
      return before.replace(id, replacement);
    };
    return written;
  }

  return { stored, makeAdministrator, post, patched, create, addressesOf, shown, recordWrites };
}
