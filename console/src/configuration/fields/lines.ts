/** What lines say, without those that are still empty. */
export const filled = (lines: readonly string[]): readonly string[] => lines.filter((line) => line !== '');

/** The place of a line among those that are filled. */
export const placeOf = (lines: readonly string[], at: number): number => filled(lines.slice(0, at)).length;

/** A role of a client. */
export interface ClientRole {
  readonly client: string;
  readonly role: string;
}

/** The client roles in a rule, one by one. */
export const toClientRoles = (byClient: unknown): readonly ClientRole[] =>
  Object.entries((byClient ?? {}) as Readonly<Record<string, unknown>>).flatMap(([client, roles]) =>
    (Array.isArray(roles) ? (roles as readonly unknown[]) : []).flatMap((role) =>
      typeof role === 'string' ? [{ client, role }] : [],
    ),
  );

/** Client roles as a rule has them, by client; `undefined` if none is complete. */
export function byClient(
  roles: readonly ClientRole[],
): Readonly<Record<string, readonly string[]>> | undefined {
  const complete = roles.filter(({ client, role }) => client !== '' && role !== '');
  const clients = [...new Set(complete.map(({ client }) => client))];
  if (clients.length === 0) return undefined;
  return Object.fromEntries(
    clients.map((client) => [
      client,
      complete.filter((other) => other.client === client).map(({ role }) => role),
    ]),
  );
}
