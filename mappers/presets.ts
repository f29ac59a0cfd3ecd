import type { Behaviours, Preset } from './document.ts';
import generic from './presets/generic.json' with { type: 'json' };
import strict from './presets/strict.json' with { type: 'json' };

/** A preset as its file says it: with `extends`, what is left out is inherited. */
interface PresetFile extends Partial<Omit<Preset, 'behaviours'>> {
  readonly name: string;
  readonly extends?: string;
  readonly behaviours?: Partial<Behaviours>;
}

const FILES = [generic, strict] as readonly PresetFile[];

/** The preset of this name, with all that it inherits; `undefined` when there is none. */
export function findPreset(name: string): Preset | undefined {
  const file = FILES.find((candidate) => candidate.name === name);
  if (file === undefined) return undefined;
  const { extends: parent, behaviours, ...own } = file;
  const inherited = parent === undefined ? undefined : findPreset(parent);
  return { ...inherited, ...own, behaviours: { ...inherited?.behaviours, ...behaviours } } as Preset;
}

/** The names of all presets. */
export const PRESET_NAMES: readonly string[] = FILES.map(({ name }) => name);
