import { GROUP_TYPE, USER_TYPE } from '../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../scim/schema/types.ts';
import { compileAliases, type CompiledAlias } from './rewriting/aliases.ts';
import { checkRows } from './check/rows.ts';
import { compileMapping, type Mapping } from './compile/mapping.ts';
import { applyConsoleMappers, claimsOf, type ConsoleMapper, type Finding } from './console/consoleMappers.ts';
import type { Behaviours, MappingDocument, Row } from './document/types.ts';
import { DEFAULT_LIMITS, GROUP_LIMITS, type StoreLimits } from './compile/storage/fields.ts';
import { layRows, type LocatedRow } from './document/layers.ts';
import { DocumentError, type Mistake } from '../documents/mistake.ts';
import { didYouMean } from '../documents/suggest.ts';
import { isPresetFile, locatedPreset, PRESET_NAMES } from './document/presets.ts';
import type { Quirk } from './rewriting/quirk.ts';
import { resourceTypeOf } from './compile/schemas.ts';

/** How one kind of resource is mapped. */
export interface Mapped {
  readonly type: ResourceType;
  readonly mapping: Mapping;
  readonly rows: readonly Row[];
  readonly aliases: readonly CompiledAlias[];
}

/** A profile, compiled: everything in which one client's SCIM differs from another's. */
export interface Profile {
  readonly name: string;
  readonly user: Mapped;
  readonly group: Mapped;
  /** Rewrites of the client's dialect, in their order. */
  readonly quirks: readonly Quirk[];
  readonly behaviours: Behaviours;
  /** What an operator should know of the mappers of the console. */
  readonly findings: readonly Finding[];
}

/** A mapping document and where it stands. */
export interface LocatedDocument {
  readonly document: MappingDocument;
  readonly file: string;
  /** JSON pointer of the document within its file. */
  readonly pointer?: string;
  /** What is wrong with the shape of the document, whose sound part alone is given. */
  readonly mistakes?: readonly Mistake[];
}

/** What a profile is compiled of; later layers outdo earlier ones: preset, mappers of the console, document. */
export interface ProfileSources {
  /** The name of the preset. */
  readonly preset: string;
  /** Where that name stands, for the mistake when there is no such preset. */
  readonly presetPlace?: { readonly file: string; readonly pointer: string };
  readonly consoleMappers?: readonly ConsoleMapper[];
  readonly document?: LocatedDocument | undefined;
  /** Every quirk that there is, by name. */
  readonly quirks: ReadonlyMap<string, Quirk>;
  readonly limits?: StoreLimits;
}

/** Compiles a profile; throws a {@link DocumentError} with every mistake that there is in its document. */
export function compileProfile(sources: ProfileSources): Profile {
  const { preset: name, consoleMappers = [], document: located, quirks: known } = sources;
  const preset = locatedPreset(name);
  if (preset === undefined) {
    const { file, pointer } = sources.presetPlace ?? { file: 'scim.profile', pointer: '' };
    const hint = didYouMean(name, PRESET_NAMES) ?? `There is ${PRESET_NAMES.join(', ')}.`;
    const mistake = {
      code: 'unknownValue' as const,
      file,
      pointer,
      sentence: `There is no profile "${name}".`,
      hint,
    };
    throw new DocumentError([...(located?.mistakes ?? []), mistake]);
  }
  const { document = {}, file = '', pointer = '' } = located ?? {};
  const mistakes: Mistake[] = [...(located?.mistakes ?? [])];

  const layered = (
    kind: 'user' | 'group',
    type: ResourceType,
    inherited: readonly LocatedRow[],
  ): readonly LocatedRow[] => {
    const place = { file, pointer: `${pointer}/${kind}` };
    const { rows, mistakes: found } = layRows(inherited, document[kind] ?? [], place, type);
    mistakes.push(...found, ...checkRows(rows, type, { ...place, isPreset: isPresetFile }));
    return rows;
  };
  const fromConsole = applyConsoleMappers(
    preset.user,
    consoleMappers,
    USER_TYPE,
    claimsOf(document.user ?? [], USER_TYPE),
  );
  const user = layered('user', USER_TYPE, fromConsole.rows);
  const group = layered('group', GROUP_TYPE, preset.group);

  const quirks = (document.quirks ?? preset.quirks).flatMap((quirk, i) => {
    const found = known.get(quirk);
    if (found !== undefined) return [found];
    const sentence = `There is no quirk "${quirk}".`;
    const hint = didYouMean(quirk, [...known.keys()]) ?? 'docs/reference/quirks.md lists them.';
    mistakes.push({ code: 'unknownValue', file, pointer: `${pointer}/quirks/${i}`, sentence, hint });
    return [];
  });
  if (mistakes.length > 0) throw new DocumentError(mistakes);

  const behaviours = { ...preset.behaviours, ...document.behaviours };
  const { limits = DEFAULT_LIMITS } = sources;
  return {
    name,
    user: mapped(user, USER_TYPE, limits, behaviours),
    group: mapped(group, GROUP_TYPE, GROUP_LIMITS, behaviours),
    quirks,
    behaviours,
    findings: fromConsole.findings,
  };
}

function mapped(
  located: readonly LocatedRow[],
  base: ResourceType,
  limits: StoreLimits,
  behaviours: Behaviours,
): Mapped {
  const rows = located.map(({ row }) => row);
  const type = resourceTypeOf(base, rows, behaviours);
  return { type, rows, mapping: compileMapping(rows, type, limits), aliases: compileAliases(rows, type) };
}
