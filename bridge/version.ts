import { existsSync, readFileSync } from 'node:fs';

/** Reads the version in `package.json`, which is in the folder of the sources, and one further up in a build. */
export function readVersion(): string {
  const places = ['../package.json', '../../package.json'].map((place) => new URL(place, import.meta.url));
  const place = places.find((candidate) => existsSync(candidate));
  if (place === undefined) return 'unknown';
  const { version = 'unknown' } = JSON.parse(readFileSync(place, 'utf8')) as { version?: string };
  return version;
}
