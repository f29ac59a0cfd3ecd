import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Returns the folder of the built console, which is beside the sources, and one further up in a build; it may not exist. */
export function consoleFolder(): string {
  const places = ['../../console/dist', '../../../console/dist'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places[0] ?? '';
}
