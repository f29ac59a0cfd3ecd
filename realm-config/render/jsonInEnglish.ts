/** Prints JSON without the members `texts`: they hold the sentences once more, for other languages than English. */
export const jsonInEnglish = (value: unknown): string =>
  JSON.stringify(value, (name, member: unknown) => (name === 'texts' ? undefined : member));
