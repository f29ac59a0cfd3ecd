import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';
import type { Http } from '../http.ts';
import type { Person } from '../person.ts';

/** Who is compared. */
export type ContenderName = 'ours' | 'raw' | 'native';

/** A user as a contender shows one; what it does not show is absent. */
export interface Seen {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
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

/** Members of the group that each realm is seeded with. */
export const MEMBERS = 50;

/** Something that only some contenders do. */
export type Extra = 'keeps the phone number' | 'ends sessions on deactivation';

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
  /** Changes two attributes and leaves all others as they are. */
  patch(id: string, change: Pick<Person, 'title' | 'department'>): Promise<void>;
  /** Disables a user who may have sessions. */
  deactivate(id: string): Promise<void>;
  /** The page from the given user on, counted from 0, and how many users there are in all. */
  list(first: number): Promise<{ total: number; users: Seen[] }>;
  remove(id: string): Promise<void>;
  /** Creates a group without members and gives the id. */
  createGroup(displayName: string): Promise<string>;
  /** The group with all its members. */
  getGroup(id: string): Promise<SeenGroup>;
  addMember(groupId: string, userId: string): Promise<void>;
  removeMember(groupId: string, userId: string): Promise<void>;
  removeGroup(id: string): Promise<void>;
  /** What its own process has complained of, if it has one. */
  complaints?(): string;
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
