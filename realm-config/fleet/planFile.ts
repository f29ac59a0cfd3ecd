import { readFile, writeFile } from 'node:fs/promises';
import type { DescribedChange } from '../../bridge/keycloak/setup/part.ts';
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

/** Reads a plan; `undefined` if the file is no plan, but perhaps a document. */
export async function readPlanFile(file: string): Promise<PlanFile | undefined> {
  try {
    const plan = JSON.parse(await readFile(file, 'utf8')) as Partial<PlanFile> | null;
    return plan?.plan === 1 && Array.isArray(plan.locations) ? (plan as PlanFile) : undefined;
  } catch {
    return undefined;
  }
}
