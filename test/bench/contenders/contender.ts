import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';
import type { Http } from '../http.ts';
import type { Person } from '../person.ts';

/** Who is compared: the bridge, Admin REST by hand, Keycloak's SCIM as it comes, and with the same attributes mapped. */
export const CONTENDERS = ['ours', 'raw', 'native', 'mapped'] as const;

/** One of them. */
export type ContenderName = (typeof CONTENDERS)[number];

/** A user as a contender shows one; what it does not show is absent. */
export interface Seen {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  readonly familyName: string;
  readonly externalId?: string | undefined;
  readonly title?: string | undefined;
  readonly department?: string | undefined;
  readonly employeeNumber?: string | undefined;
}

/** A group as a contender shows one. */
interface SeenGroup {
  readonly id: string;
  readonly displayName: string;
  /** Ids of the members, sorted. */
  readonly members: readonly string[];
}

/** Users in a page of a list. */
export const PAGE = 100;

/** The groups that each realm is seeded with: the first people are in each of them. */
export const SEEDED_GROUPS = {
  small: { displayName: 'Small group', members: 10 },
  middle: { displayName: 'Middle group', members: 50 },
  large: { displayName: 'Large group', members: 10_000 },
} as const;

/** Which seeded group. */
export type GroupSize = keyof typeof SEEDED_GROUPS;

/** Members that one PATCH adds to a group. */
export const ADDED_AT_ONCE = 100;

/** Something that only some contenders do. */
export type Extra =
  'keeps more than names and e-mail' | 'keeps the phone number' | 'ends sessions on deactivation';

/** What a process has used. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** One way of keeping users in Keycloak; every method does all that the operation takes. */
export interface Contender {
  readonly name: ContenderName;
  /** What it need not do. */
  readonly mayLack: readonly Extra[];
  /** What a person looks like in Keycloak once this contender has created one, to seed its realm with. */
  stored(person: Person): Record<string, unknown>;
  /** Creates a user and gives the id. */
  create(person: Person): Promise<string>;
  get(id: string): Promise<Seen>;
  findByUserName(userName: string): Promise<Seen[]>;
  findByExternalId(externalId: string): Promise<Seen[]>;
  /** Changes one attribute and leaves all others as they are. */
  patch(id: string, change: Pick<Person, 'familyName'>): Promise<void>;
  /** Disables a user who may have sessions and offline tokens. */
  deactivate(id: string): Promise<void>;
  /** The page from the given user on, counted from 0, and how many users there are in all. */
  list(first: number): Promise<{ total: number; users: Seen[] }>;
  remove(id: string): Promise<void>;
  /** Creates a group without members and gives the id. */
  createGroup(displayName: string): Promise<string>;
  /** The ids of the groups of that name, their members not asked for. */
  findGroup(displayName: string): Promise<string[]>;
  /** The group with all its members. */
  getGroup(id: string): Promise<SeenGroup>;
  addMember(groupId: string, userId: string): Promise<void>;
  removeMember(groupId: string, userId: string): Promise<void>;
  /** Adds many members at once. */
  addMembers(groupId: string, userIds: readonly string[]): Promise<void>;
  removeGroup(id: string): Promise<void>;
  /** What its own process has complained of, if it has one. */
  complaints?(): string;
  /** What its own process has used so far, if it has one. */
  usage?(): Promise<Usage>;
  /** Ends what it has started. */
  close?(): Promise<void>;
}

/** Where a contender takes part: a fresh realm of its own. */
export interface Ground {
  readonly keycloak: RunningKeycloak;
  /** Admin REST as the administrator, below `/admin`. */
  readonly admin: Http;
  readonly realm: string;
}
