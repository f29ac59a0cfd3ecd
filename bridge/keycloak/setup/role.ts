import type { Change, RealmAccess, RealmPart } from './part.ts';

/** A realm role as set-up describes it. */
export interface RoleDescription {
  readonly name: string;
  readonly description: string;
}

/** The creation of a realm role. */
interface RoleChange extends Change, RoleDescription {}

/** Creates the part that is a realm role; its actual state is whether the role exists. */
export const createRole = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<RoleDescription, boolean, RoleChange> => ({
  // 404 for a role that does not exist (contract/realm-setup), which the admin client turns into `null`.
  async read({ name }) {
    return Boolean(await call('GET role', () => admin.roles.findOneByName({ realm, name })));
  },
  absent: () => false,
  diff: (role, exists) => (exists ? [] : [{ outcome: 'created', object: `role ${role.name}`, ...role }]),
  async apply({ name, description }) {
    await call('POST role', () => admin.roles.create({ realm, name, description }));
  },
});
