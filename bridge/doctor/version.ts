const numbersOf = (version: string): number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10) || 0);

/** Whether a version such as `26.7.5` is this one, such as `26.8`, or a later one. */
export function isFrom(version: string, first: string): boolean {
  const actual = numbersOf(version);
  for (const [at, number] of numbersOf(first).entries()) {
    const difference = (actual[at] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
