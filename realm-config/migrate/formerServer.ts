import pLimit from 'p-limit';
import { KeycloakError } from '../../bridge/keycloak/port/errors.ts';
import { readWindows } from '../../bridge/keycloak/port/readAll.ts';
import type { RealmSettings } from '../../bridge/keycloak/port/realm.ts';
import { MARKER_ROLE } from '../../bridge/keycloak/port/roles.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import type { Row } from '../../mappers/document/types.ts';
import { CommandError } from '../commandError.ts';
import { countNames, type Names } from './names.ts';

/** What stays in the realm as it is, and what to do about it. */
export interface Note {
  readonly where: string;
  readonly sentence: string;
  readonly remedy: string;
}

/** The users of a former server who are members of an organization. */
export interface OrganizationMembers {
  /** The alias of the organization. */
  readonly alias: string;
  readonly members: Names;
}

/** What a former server has left in a realm. */
export interface Traces {
  /** The user attribute with externalId; `undefined` if it kept none. */
  readonly attribute: string | undefined;
  /** The ids of the users that it made; `undefined` if only their externalId shows that. */
  readonly userIds?: ReadonlySet<string>;
  /** The organizations that have such users as members; `undefined` if it has nothing to do with organizations. */
  readonly organizations?: readonly OrganizationMembers[];
  readonly notes: readonly Note[];
}

/** What the traces of a former server are looked for in. */
interface TracedRealm {
  readonly setup: Pick<RealmSetup, 'realm' | 'inspection'>;
  readonly settings: RealmSettings;
  /** The rows of the mapping of users. */
  readonly rows: readonly Row[];
}

/** A SCIM server that provisioned realms before. */
interface FormerServer {
  readonly title: string;
  readTraces(realm: TracedRealm): Promise<Traces>;
}

const EXTERNAL_ID = 'externalId';

/** Values other than externalId that Keycloak's own SCIM API keeps elsewhere than the mapping of the realm. */
const keptElsewhere = ({ settings: { profile }, rows }: TracedRealm): Note[] =>
  profile.flatMap(({ name, ownScimPath }): Note[] => {
    const row = rows.find(({ scim }) => scim.toLowerCase() === ownScimPath?.toLowerCase());
    const place = `attributes.${name}`;
    if (row === undefined || row.scim === EXTERNAL_ID || [name, place].includes(row.keycloak)) return [];
    return [
      {
        where: `user attribute "${name}"`,
        sentence: `Keycloak's own SCIM API keeps "${row.scim}" in it, and the mapping of the realm in "${row.keycloak}".`,
        remedy: `The identity provider sends it again when it changes; or add the row ${JSON.stringify({ scim: row.scim, keycloak: place })} to the mapping.`,
      },
    ];
  });

/** Keycloak's own SCIM API: what shows a user of it is a value in the attribute that is annotated for externalId (contract/own-scim-api). */
const native: FormerServer = {
  title: "Keycloak's own SCIM API",
  readTraces(realm) {
    const { hasOwnScimApi, profile } = realm.settings;
    const annotated = profile.flatMap(({ name, ownScimPath }) => (ownScimPath === EXTERNAL_ID ? [name] : []));
    if (annotated.length > 1) {
      const names = annotated.map((name) => `"${name}"`).join(' and ');
      throw new CommandError(
        `The user profile annotates ${names} with "kc.scim.schema.attribute": "externalId". Leave the annotation to the attribute that has the values.`,
      );
    }
    const notes: Note[] = [
      ...(annotated.length === 1
        ? []
        : [
            {
              where: 'user profile',
              sentence: `No attribute is annotated with "kc.scim.schema.attribute": "externalId", so Keycloak's own SCIM API kept no externalId of users, and nothing shows which users it made.`,
              remedy: 'The identity provider finds users by userName, as far as they are visible to it.',
            },
          ]),
      ...(hasOwnScimApi
        ? [
            {
              where: 'Realm settings > General > SCIM API',
              sentence: "Keycloak's own SCIM API is still on for the realm, at the same path.",
              remedy: 'Switch it off once the identity provider reaches the bridge.',
            },
          ]
        : []),
      ...keptElsewhere(realm),
    ];
    return Promise.resolve({ attribute: annotated[0], notes });
  },
};

/** The ids of the users that hold the role `scim-managed` directly. */
async function markedUsers({ realm }: TracedRealm['setup']): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const window of readWindows((at) => realm.roles.directHolders(MARKER_ROLE, at))) {
    for (const { id } of window) ids.add(id);
  }
  return ids;
}

/** How many organizations are read at the same time. */
const CONCURRENCY = 8;

/** Who of some users is a member of which organization, and what to know about that if the realm has organizations. */
async function readOrganizations(
  { inspection }: TracedRealm['setup'],
  userIds: ReadonlySet<string>,
): Promise<Required<Pick<Traces, 'organizations' | 'notes'>>> {
  try {
    const found = await inspection.organizations();
    const all = await pLimit(CONCURRENCY).map(found, async ({ id, name: alias }) => {
      const counter = countNames();
      for (const member of await inspection.organizationMembers(id)) {
        if (userIds.has(member.id)) counter.add(member.name);
      }
      return { alias, members: counter.names() };
    });
    const organizations = all.filter(({ members }) => members.count > 0);
    return { organizations, notes: found.length === 0 ? [] : [MEMBERSHIPS_STAY] };
  } catch (error) {
    if (!(error instanceof KeycloakError && error.failure === 'refused')) throw error;
    return { organizations: [], notes: [{ ...MEMBERSHIPS_STAY, remedy: ORGANIZATIONS_HIDDEN }] };
  }
}

const MEMBERSHIPS_STAY: Note = {
  where: 'organizations',
  sentence:
    'Members stay members. The bridge manages no membership: users whom it creates join no organization.',
  remedy:
    'Give the identity provider of each organization the SCIM URL of the realm, and add new users to the organization in Keycloak.',
};

const ORGANIZATIONS_HIDDEN =
  'Your account may not see who is a member of which: that takes the roles "view-organizations" and "view-users".';

/**
 * Metatavu's extension keycloak-scim-server: it grants the realm role `scim-managed` to users that it creates, shows no
 * others, keeps externalId in the user attribute of this name, and its settings in attributes of the realm.
 */
const metatavu: FormerServer = {
  title: "Metatavu's extension",
  async readTraces({ setup }) {
    const userIds = await markedUsers(setup);
    const settings = (await setup.inspection.realmAttributes()).filter((name) =>
      /^scim\.(authentication|external|basic|link|identity|email)\./.test(name),
    );
    const links = settings.includes('scim.link.idp');
    const { organizations, notes: ofOrganizations } = await readOrganizations(setup, userIds);
    const notes: Note[] = [
      {
        where: "Keycloak's folder providers",
        sentence:
          'The extension answers at the same path for every realm of the server, as long as it is installed.',
        remedy: 'Remove it once the identity providers of all realms reach the bridge.',
      },
      ...(settings.length === 0
        ? []
        : [
            {
              where: 'attributes of the realm',
              sentence: `${settings.join(', ')}: settings of the extension, which the bridge does not read.`,
              remedy: 'Remove them together with the extension.',
            },
          ]),
      ...(links
        ? [
            {
              where: 'identity provider',
              sentence: 'Links of users to it stay; the bridge links new users only where its rules say so.',
              remedy:
                'Set "identityProvider" in "onboarding" of the lifecycle rules, with "userId": "externalId".',
            },
          ]
        : []),
      ...ofOrganizations,
    ];
    return { attribute: EXTERNAL_ID, userIds, organizations, notes };
  },
};

/** The former servers, by the name on the command line. */
export const FORMER_SERVERS = { native, metatavu } as const satisfies Record<string, FormerServer>;

/** The name of a former server on the command line. */
export type FormerServerName = keyof typeof FORMER_SERVERS;
