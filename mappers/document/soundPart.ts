import schema from './mapping.schema.json' with { type: 'json' };
import { nearestName } from '../../documents/suggest.ts';
import type { MappingDocument, Row, RowChange, UncertainMembers } from './types.ts';

const MEMBERS = Object.keys(schema.properties);
/** The members of a row. */
export const ROW_MEMBERS = Object.keys(schema.definitions.row.properties) as readonly (keyof Row)[];

const isRowMember = (name: string): name is keyof Row => ROW_MEMBERS.some((member) => member === name);

/** The members that are lists whose elements are checked one by one. */
const LISTS = ['user', 'group', 'quirks'];

/** The mistaken members of each part of a document, by its pointer, such as `user/3`. */
function mistakenByPart(pointers: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const parts = new Map<string, Set<string>>();
  for (const pointer of pointers) {
    const [, member = '', element, name = ''] = pointer.split('/');
    const part = element === undefined ? member : `${member}/${element}`;
    parts.set(part, (parts.get(part) ?? new Set()).add(name));
  }
  return parts;
}

/** The members of a row that have mistakes, and the absent ones that unknown members were probably meant for. */
function uncertainMembers(row: object, mistaken: ReadonlySet<string>): ReadonlySet<keyof Row> {
  const unknown = Object.keys(row).filter((name) => !isRowMember(name));
  const meant = unknown.flatMap((name) => nearestName(name, ROW_MEMBERS) ?? []);
  const absent = meant.filter((name) => !(name in row));
  return new Set([...mistaken, ...absent] as (keyof Row)[]);
}

/** A row without its mistaken members; `undefined` if it is not known what it is about. */
function soundRow(row: unknown, uncertain: (row: object) => ReadonlySet<keyof Row>) {
  if (typeof row !== 'object' || row === null || !('scim' in row)) return undefined;
  const members = uncertain(row);
  if (members.has('scim')) return undefined;
  const entries = Object.entries(row).filter(([name]) => isRowMember(name) && !members.has(name));
  return { sound: Object.fromEntries(entries) as unknown as RowChange, members };
}

/** A document without the parts that have mistakes, and the members that its rows have lost by that. */
export interface SoundPart {
  readonly document: MappingDocument;
  readonly uncertain: UncertainMembers;
}

/** Reduces a document to the parts without mistakes; `pointers` are the places of the mistakes. */
export function soundPart(value: unknown, pointers: readonly string[]): SoundPart {
  const uncertain = new Map<RowChange, ReadonlySet<keyof Row>>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { document: {}, uncertain };
  const mistaken = mistakenByPart(pointers);

  function soundElement(list: string, element: unknown, i: number): unknown {
    const members = mistaken.get(`${list}/${i}`);
    if (members === undefined) return element;
    if (list === 'quirks') return undefined;
    const row = soundRow(element, (object) => uncertainMembers(object, members));
    if (row !== undefined) uncertain.set(row.sound, row.members);
    return row?.sound;
  }
  function soundMember(name: string, member: unknown): unknown {
    if (LISTS.includes(name) && Array.isArray(member))
      return member.map((element, i) => soundElement(name, element, i));
    const isMistaken = [...mistaken.keys()].some((part) => part === name || part.startsWith(`${name}/`));
    return isMistaken ? undefined : member;
  }
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([name]) => MEMBERS.includes(name))
    .map(([name, member]): [string, unknown] => [name, soundMember(name, member)])
    .filter(([, member]) => member !== undefined);
  return { document: Object.fromEntries(members), uncertain };
}
