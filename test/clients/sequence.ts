import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import type { MappingDocument } from '../../mappers/document/types.ts';
import schema from './sequence.schema.json' with { type: 'json' };

/** A JSON value. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** A request as it goes over the wire; see sequence.schema.json for the meaning of every member. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Value;
  readonly edited?: {
    readonly saved: string;
    readonly set?: Readonly<Record<string, Value>>;
    readonly remove?: readonly string[];
  };
}

/** What is expected of an answer. */
export interface Expectation {
  readonly status: number | readonly number[];
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: Value;
  readonly bodyMatches?: Readonly<Record<string, string>>;
  readonly absent?: readonly string[];
  readonly empty?: true;
  readonly withinMilliseconds?: number;
}

/** What Keycloak is expected to hold of a user or a group. */
export interface Holding {
  readonly user?: string;
  readonly group?: string;
  readonly holds?: Value;
  readonly absent?: readonly string[];
  readonly gone?: true;
  readonly hasPassword?: boolean;
  readonly members?: readonly string[];
}

/** One request and its answer, or a look into Keycloak. */
export interface Step {
  readonly name: string;
  readonly request?: Request;
  readonly expect?: Expectation;
  readonly save?: Readonly<Record<string, string>>;
  readonly keycloak?: Holding | readonly Holding[];
  /** What is different if the sequence is played with the preset `generic`. */
  readonly inGeneric?: Pick<Step, 'expect' | 'keycloak'>;
}

/** A User Attribute mapper as an operator types it into Keycloak's console. */
interface HandMadeMapper {
  readonly name: string;
  readonly attribute: string;
  readonly claim: string;
  readonly type: string;
}

/** What a client does, step by step. */
export interface Sequence {
  readonly name: string;
  readonly source: string;
  readonly profile?: string;
  readonly notInGeneric?: string;
  readonly inEmptyRealm?: true;
  readonly realm?: Readonly<Record<string, unknown>>;
  readonly mapping?: MappingDocument;
  readonly mappers?: readonly HandMadeMapper[];
  readonly vars?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** A sequence's file: its text is read by {@link readSequence}. */
export interface SequenceFile {
  /** Path below test/clients. */
  readonly file: string;
  readonly sequence: Sequence;
  /** What is wrong with the file; nothing when it says what the schema allows. */
  readonly mistakes: readonly string[];
}

const validate = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  strictRequired: false,
  formats: { regex: true },
}).compile(schema);

/** Reads every sequence below a folder; mistakes are collected, because test names must be known before tests run. */
export function readSequences(folder: string): SequenceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && path.dirname(file) !== '.')
    .sort()
    .map((file) => {
      const sequence = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Sequence;
      const mistakes = validate(sequence)
        ? []
        : (validate.errors ?? []).map(
            ({ instancePath, message, params }) =>
              `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
          );
      return { file, sequence, mistakes };
    });
}

/** A sequence as it is played with one preset. */
export interface Play extends SequenceFile {
  readonly profile: string;
}

/** Lists what is played: each sequence with the preset that is meant for the client, and with `generic`. */
export function playsOf({ file, sequence, mistakes }: SequenceFile): Play[] {
  const { profile = 'generic', notInGeneric } = sequence;
  const own: Play = { file, sequence, mistakes, profile };
  if (profile === 'generic' || notInGeneric !== undefined) return [own];
  const steps = sequence.steps.map((step) => ({ ...step, ...step.inGeneric }));
  return [own, { ...own, sequence: { ...sequence, steps }, profile: 'generic' }];
}
