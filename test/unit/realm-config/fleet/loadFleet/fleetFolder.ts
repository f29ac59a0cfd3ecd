import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatMistake, DocumentError, type Mistake } from '../../../../../documents/mistake.ts';
import { loadQuirks } from '../../../../../mappers/rewriting/loadQuirks.ts';
import { loadFleet } from '../../../../../realm-config/fleet/loadFleet.ts';
import type { FleetRealm } from '../../../../../realm-config/fleet/fleetRealm.ts';

/** The value of the environment variable `SECRET`, which is shown nowhere. */
export const SECRET = 'an "unguessable" value';
const VARIABLES = { SECRET, EMPTY: '' };

/** Makes a folder for each test of a file, and loads fleets from it. */
export function useFleetFolder() {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fleet-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Writes files, by name, and loads the documents at some of them, or in the folder. */
  async function load(
    files: Readonly<Record<string, string>>,
    locations: readonly string[] = [''],
  ): Promise<readonly FleetRealm[]> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return loadFleet(
      locations.map((name) => path.join(folder, name)),
      VARIABLES,
      {
        quirks: await loadQuirks(),
        consoleUrl: 'https://console.example.test',
        publicUrl: 'https://scim.example.com',
        bridgeClientId: 'scim-bridge',
      },
    );
  }

  async function mistakesOf(...given: Parameters<typeof load>): Promise<readonly Mistake[]> {
    try {
      await load(...given);
      return [];
    } catch (error) {
      if (error instanceof DocumentError) return error.mistakes;
      throw error;
    }
  }

  /** The mistakes as they are printed, with names of files from the folder. */
  const linesOf = async (...given: Parameters<typeof load>): Promise<string[]> => {
    const mistakes = await mistakesOf(...given);
    return mistakes.map((mistake) =>
      formatMistake({ ...mistake, file: path.relative(folder, path.resolve(mistake.file)) }),
    );
  };

  return { load, mistakesOf, linesOf };
}
