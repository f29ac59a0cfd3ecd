import path from 'node:path';
import { step, type Mistake } from '../../documents/mistake.ts';
import { suggest } from '../../documents/suggest.ts';
import type { Json } from '../../scim/json.ts';
import type { Variables } from '../environment.ts';
import { readAtMost } from './readBytes.ts';

/** Where values that do not stand in documents are read from. */
export interface ValueSources {
  readonly variables: Variables;
  /** The folder from which paths of files start. */
  readonly folder: string;
}

/** The longest value that a file may hold, in bytes: a certificate chain has a few thousand. */
const MAX_VALUE = 65_536;

/** A document with its values, the texts among them that are never to be shown, and what could not be read. */
export interface ResolvedValues {
  readonly value: Json;
  readonly secrets: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/** Reads the value of a reference; a mistake is a sentence. */
async function read(
  kind: string,
  name: string,
  { variables, folder }: ValueSources,
): Promise<{ readonly value: string } | { readonly sentence: string }> {
  if (kind === 'env') {
    const value = variables[name];
    return value === undefined || value === ''
      ? { sentence: `The environment variable ${name} is not set.` }
      : { value };
  }
  try {
    const bytes = await readAtMost(path.resolve(folder, name), MAX_VALUE);
    if (bytes === undefined) return { sentence: `The file "${name}" has more than ${MAX_VALUE} bytes.` };
    const value = bytes.toString('utf8').replace(/\r?\n$/, '');
    return value === '' ? { sentence: `The file "${name}" is empty.` } : { value };
  } catch (error) {
    return { sentence: `The file "${name}" cannot be read: ${(error as Error).message}.` };
  }
}

/** Replaces each text `env:NAME` and `file:PATH` in a document by the value that it stands for. */
export async function resolveValues(
  document: Json,
  file: string,
  sources: ValueSources,
): Promise<ResolvedValues> {
  const secrets: string[] = [];
  const mistakes: Mistake[] = [];

  async function resolve(value: Json, pointer: string): Promise<Json> {
    if (Array.isArray(value)) {
      return Promise.all(value.map((element, at) => resolve(element, `${pointer}${step(at)}`)));
    }
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).map(
        async ([name, member]) => [name, await resolve(member, `${pointer}${step(name)}`)] as const,
      );
      return Object.fromEntries(await Promise.all(members));
    }
    if (typeof value !== 'string') return value;
    const [, kind = '', name = ''] = /^(env|file):(.+)$/s.exec(value) ?? [];
    if (kind === '') return value;
    const found = await read(kind, name, sources);
    if ('sentence' in found) {
      mistakes.push({ file, pointer, code: 'missing', sentence: found.sentence });
      return value;
    }
    secrets.push(found.value);
    return found.value;
  }

  return { value: await resolve(document, ''), secrets, mistakes };
}

/** The name of a variable in a template: `${name}`; `$${name}` stands for the text `${name}`. */
const VARIABLE = /\$(\$?)\{([^{}]*)\}/g;

/** Whether a text of a template has variables. */
export const hasVariables = (text: string): boolean =>
  [...text.matchAll(VARIABLE)].some(([, escape]) => escape === '');

/** The values of the variables of a template, for one realm. */
export type TemplateVariables = Readonly<Record<string, Json>>;

/** Fills in the variables of a template; a text that is one variable alone becomes its value, of whatever type. */
export function fillIn(
  template: Json,
  variables: TemplateVariables,
  file: string,
  onUse: (name: string) => void,
): { readonly value: Json; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];

  function valueOf(name: string, pointer: string): Json {
    onUse(name);
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return value;
    const sentence = `The template has a variable "${name}", and the realm gives it no value.`;
    const hint = suggest(name, Object.keys(variables));
    mistakes.push({ file, pointer, code: 'missing', sentence, hint });
    return '';
  }

  function fill(value: Json, pointer: string): Json {
    if (Array.isArray(value)) return value.map((element, at) => fill(element, `${pointer}${step(at)}`));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, fill(member, `${pointer}${step(name)}`)]),
      );
    }
    if (typeof value !== 'string') return value;
    const [, alone] = /^\$\{([^{}]*)\}$/.exec(value) ?? [];
    if (alone !== undefined) return valueOf(alone, pointer);
    return value.replace(VARIABLE, (all, escape: string, name: string) => {
      if (escape !== '') return all.slice(1);
      const filled = valueOf(name, pointer);
      return typeof filled === 'string' ? filled : JSON.stringify(filled);
    });
  }

  return { value: fill(template, ''), mistakes };
}
