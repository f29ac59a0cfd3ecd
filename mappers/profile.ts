import { GROUP_TYPE, USER_TYPE } from '../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../scim/schema/types.ts';
import { compileAliases, type CompiledAlias } from './rewriting/aliases.ts';
import { checkOwnRows, checkRows } from './check/rows.ts';
import { compileMapping, type Mapping } from './compile/mapping.ts';
import { applyConsoleMappers, reservations, type ConsoleMapper } from './console/consoleMappers.ts';
import type { Finding } from './finding.ts';
import type { Behaviours, MappingDocument, Row, UncertainMembers } from './document/types.ts';
import { DEFAULT_LIMITS, GROUP_LIMITS, type StoreLimits } from './compile/storage/fields.ts';
import { layRows, type LocatedRow } from './document/layers.ts';
import { DocumentError, type Mistake, type Place } from '../documents/mistake.ts';
import { didYouMean } from '../documents/suggest.ts';
import { isPresetFile, locatedPreset, PRESET_NAMES } from './document/presets.ts';
import type { Quirk } from './rewriting/quirk.ts';
import { resourceTypeOf } from './compile/schemas.ts';
import { message } from '../documents/text.ts';

/** The compiled mapping of one resource type. */
export interface ResourceMapping {
  readonly type: ResourceType;
  readonly mapping: Mapping;
  readonly rows: readonly Row[];
  readonly aliases: readonly CompiledAlias[];
}

/** A compiled profile: everything in which the SCIM of one client differs from that of another. */
export interface Profile {
  readonly name: string;
  readonly user: ResourceMapping;
  readonly group: ResourceMapping;
  /** Rewrites of the client's dialect, in the order in which they run. */
  readonly quirks: readonly Quirk[];
  readonly behaviours: Behaviours;
  /** Problems with the mappers of the console. */
  readonly findings: readonly Finding[];
}

/** A mapping document with its place. */
export interface LocatedDocument {
  readonly document: MappingDocument;
  readonly file: string;
  /** JSON pointer of the document within its file. */
  readonly pointer?: string;
  /** Mistakes in the shape of the document; `document` is the part without them. */
  readonly mistakes?: readonly Mistake[];
  /** The members that rows of `document` have lost because of those mistakes. */
  readonly uncertain?: UncertainMembers;
}

/** The sources of a profile; each overrides those before it: preset, mappers of the console, document. */
export interface ProfileSources {
  /** The name of the preset. */
  readonly preset: string;
  /** The place of that name, for the mistake of an unknown preset. */
  readonly presetPlace?: { readonly file: string; readonly pointer: string };
  readonly consoleMappers?: readonly ConsoleMapper[];
  readonly document?: LocatedDocument | undefined;
  /** All quirks by name. */
  readonly quirks: ReadonlyMap<string, Quirk>;
  readonly limits?: StoreLimits;
}

/** Finds quirks by name; `place` is that of the document. */
function findQuirks(
  names: readonly (string | undefined)[],
  known: ReadonlyMap<string, Quirk>,
  { file, pointer }: Place,
): { readonly quirks: readonly Quirk[]; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const quirks = names.flatMap((name, i) => {
    const quirk = name === undefined ? undefined : known.get(name);
    if (quirk !== undefined || name === undefined) return quirk ?? [];
    const sentence = message('There is no quirk "{name}".', { name });
    const hint = didYouMean(name, [...known.keys()]) ?? message('docs/reference/quirks.md lists them.');
    mistakes.push({ code: 'unknownValue', file, pointer: `${pointer}/quirks/${i}`, sentence, hint });
    return [];
  });
  return { quirks, mistakes };
}

/** The mistakes that a document has whatever it inherits. */
function mistakesWithoutPreset(
  located: LocatedDocument | undefined,
  known: ReadonlyMap<string, Quirk>,
): Mistake[] {
  const { document = {}, file = '', pointer = '', uncertain, mistakes = [] } = located ?? {};
  const ofRows = (['user', 'group'] as const).flatMap((kind) => {
    const place = { file, pointer: `${pointer}/${kind}` };
    return checkOwnRows(document[kind] ?? [], kind === 'user' ? USER_TYPE : GROUP_TYPE, place, uncertain);
  });
  return [...mistakes, ...ofRows, ...findQuirks(document.quirks ?? [], known, { file, pointer }).mistakes];
}

/** Compiles a profile; throws a {@link DocumentError} with every mistake in its document. */
export function compileProfile(sources: ProfileSources): Profile {
  const { preset: name, consoleMappers = [], document: located, quirks: known } = sources;
  const preset = locatedPreset(name);
  if (preset === undefined) {
    const { file, pointer } = sources.presetPlace ?? { file: 'scim.profile', pointer: '' };
    const hint = didYouMean(name, PRESET_NAMES) ?? message('There is {names}.', { names: PRESET_NAMES });
    const sentence = message('There is no profile "{name}".', { name });
    const mistake = { code: 'unknownValue' as const, file, pointer, sentence, hint };
    throw new DocumentError([mistake, ...mistakesWithoutPreset(located, known)]);
  }
  const { document = {}, file = '', pointer = '' } = located ?? {};
  const mistakes: Mistake[] = [...(located?.mistakes ?? [])];

  const layered = (
    kind: 'user' | 'group',
    type: ResourceType,
    inherited: readonly LocatedRow[],
  ): readonly LocatedRow[] => {
    const place = { file, pointer: `${pointer}/${kind}` };
    const changes = document[kind] ?? [];
    const { rows, mistakes: layerMistakes } = layRows(inherited, changes, place, type, located?.uncertain);
    mistakes.push(...layerMistakes, ...checkRows(rows, type, { ...place, isPreset: isPresetFile }));
    return rows;
  };
  const fromConsole = applyConsoleMappers(
    preset.user,
    consoleMappers,
    USER_TYPE,
    reservations(document.user ?? [], USER_TYPE),
  );
  const user = layered('user', USER_TYPE, fromConsole.rows);
  const group = layered('group', GROUP_TYPE, preset.group);

  const { quirks, mistakes: quirkMistakes } = findQuirks(document.quirks ?? preset.quirks, known, {
    file,
    pointer,
  });
  mistakes.push(...quirkMistakes);
  if (mistakes.length > 0) throw new DocumentError(mistakes);

  const behaviours = { ...preset.behaviours, ...document.behaviours };
  const { limits = DEFAULT_LIMITS } = sources;
  return {
    name,
    user: compileResource(user, USER_TYPE, limits, behaviours),
    group: compileResource(group, GROUP_TYPE, GROUP_LIMITS, behaviours),
    quirks,
    behaviours,
    findings: fromConsole.findings,
  };
}

function compileResource(
  located: readonly LocatedRow[],
  base: ResourceType,
  limits: StoreLimits,
  behaviours: Behaviours,
): ResourceMapping {
  const rows = located.map(({ row }) => row);
  const type = resourceTypeOf(base, rows, behaviours);
  return { type, rows, mapping: compileMapping(rows, type, limits), aliases: compileAliases(rows, type) };
}
