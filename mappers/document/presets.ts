import { GROUP_TYPE, USER_TYPE } from '../../scim/schema/resourceTypes.ts';
import type { MappingDocument, Preset } from './types.ts';
import { layRows, type LocatedRow } from './layers.ts';
import azure from './presets/azure.json' with { type: 'json' };
import generic from './presets/generic.json' with { type: 'json' };
import google from './presets/google.json' with { type: 'json' };
import jumpcloud from './presets/jumpcloud.json' with { type: 'json' };
import okta from './presets/okta.json' with { type: 'json' };
import onelogin from './presets/onelogin.json' with { type: 'json' };
import strict from './presets/strict.json' with { type: 'json' };

/** The document of a preset. */
type PresetDocument = MappingDocument & Pick<Preset, 'name' | 'title' | 'description'>;

/** The documents of all presets. */
const PRESET_FILES = [
  generic,
  azure,
  okta,
  jumpcloud,
  onelogin,
  google,
  strict,
] as readonly MappingDocument[] as readonly PresetDocument[];

/** The names of all presets. */
export const PRESET_NAMES: readonly string[] = PRESET_FILES.map(({ name }) => name);

const fileOf = (name: string): string => `presets/${name}.json`;

/** Whether a file is that of a preset. */
export const isPresetFile = (file: string): boolean => file.startsWith('presets/');

/** A preset with everything that it inherits; its rows have their places. */
export interface LocatedPreset extends Omit<Preset, 'user' | 'group'> {
  readonly user: readonly LocatedRow[];
  readonly group: readonly LocatedRow[];
}

/** Finds a preset by name, with the places of its rows; `undefined` if there is none. */
export function locatedPreset(name: string): LocatedPreset | undefined {
  const document = PRESET_FILES.find((candidate) => candidate.name === name);
  if (document === undefined) return undefined;
  const parent = document.extends === undefined ? undefined : locatedPreset(document.extends);
  const lay = (kind: 'user' | 'group'): readonly LocatedRow[] =>
    layRows(
      parent?.[kind] ?? [],
      document[kind] ?? [],
      { file: fileOf(name), pointer: `/${kind}` },
      kind === 'user' ? USER_TYPE : GROUP_TYPE,
    ).rows;
  return {
    name,
    title: document.title,
    description: document.description,
    user: lay('user'),
    group: lay('group'),
    quirks: document.quirks?.filter((quirk) => quirk !== undefined) ?? parent?.quirks ?? [],
    behaviours: { ...parent?.behaviours, ...document.behaviours } as Preset['behaviours'],
  };
}

/** Finds a preset by name, with everything that it inherits; `undefined` if there is none. */
export function findPreset(name: string): Preset | undefined {
  const located = locatedPreset(name);
  if (located === undefined) return undefined;
  const rows = (of: readonly LocatedRow[]) => of.map(({ row }) => row);
  return { ...located, user: rows(located.user), group: rows(located.group) };
}
