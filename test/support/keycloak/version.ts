import { versionOf } from '../../../dev/keycloak/launch.ts';

const numbersOf = (version: string): number[] => version.split('.').map(Number);

/** Whether the Keycloak of the tests is of this version, such as `26.5`, or a later one. */
export function isFrom(version: string): boolean {
  const actual = numbersOf(versionOf(process.env));
  const [first = 0, second = 0] = numbersOf(version);
  return actual[0] === first ? (actual[1] ?? 0) >= second : (actual[0] ?? 0) > first;
}
