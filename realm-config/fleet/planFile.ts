import { readFile, writeFile } from 'node:fs/promises';
import type { DescribedChange } from '../../bridge/keycloak/setup/part.ts';
import { DocumentError } from '../../documents/mistake.ts';
import { createValidator } from '../../documents/validate.ts';
import { isObject, type Json } from '../../scim/json.ts';
import { CommandError } from '../commandError.ts';

/** A realm as it was planned. */
export interface ApprovedRealm {
  /** The digest of its document. */
  readonly digest: string;
  readonly changes: readonly DescribedChange[];
}

/** A plan that was written down to be applied later: it holds no secret. */
export interface PlanFile {
  /** The version of the format. */
  readonly plan: 1;
  /** The paths of the documents, from the folder in which the plan was made. */
  readonly locations: readonly string[];
  /** The realms of the documents that were planned; all of them if it is absent. */
  readonly only?: readonly string[] | undefined;
  readonly realms: Readonly<Record<string, ApprovedRealm>>;
}

/** Writes a plan to a file. */
export async function writePlanFile(file: string, plan: PlanFile): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    throw new CommandError(`The plan cannot be written to ${file}: ${(error as Error).message}.`);
  }
}

const TEXTS = { type: 'array', items: { type: 'string' } };

const findMistakes = createValidator({
  type: 'object',
  required: ['plan', 'locations', 'realms'],
  properties: {
    plan: { const: 1 },
    locations: { ...TEXTS, minItems: 1 },
    only: TEXTS,
    realms: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['digest', 'changes'],
        properties: {
          digest: { type: 'string' },
          changes: {
            type: 'array',
            items: {
              type: 'object',
              required: ['outcome', 'object'],
              properties: {
                outcome: { enum: ['created', 'changed', 'removed'] },
                object: { type: 'string' },
                fields: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['field'],
                    properties: { field: { type: 'string' } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});

/**
 * Reads a plan; `undefined` if the file is no plan, but perhaps a document. Throws a `DocumentError` if it is a plan that
 * this version does not understand.
 */
export async function readPlanFile(file: string): Promise<PlanFile | undefined> {
  let plan: unknown;
  try {
    plan = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(plan as Json) || !Object.hasOwn(plan as object, 'plan')) return undefined;
  const mistakes = findMistakes(plan, { file, pointer: '' });
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return plan as PlanFile;
}
