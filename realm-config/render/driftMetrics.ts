/** A realm that was compared with its document. */
export interface ComparedRealm {
  readonly realm: string;
  /** The number of changes that would make it as described; `undefined` if it could not be compared. */
  readonly differences: number | undefined;
}

/** A realm's name as a label of a metric (Prometheus text format). */
const label = (realm: string): string =>
  realm
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);

/** The drift of realms as metrics for the textfile collector of Prometheus. */
export function driftMetrics(compared: readonly ComparedRealm[], comparedAt: Date): string {
  const lines = (name: string, value: (one: ComparedRealm) => number | undefined): string[] =>
    compared.flatMap((one) => {
      const number = value(one);
      return number === undefined ? [] : [`${name}{realm="${label(one.realm)}"} ${number}`];
    });
  return [
    '# HELP scim_realm_drift Number of changes that would bring the realm into the state that its document describes.',
    '# TYPE scim_realm_drift gauge',
    ...lines('scim_realm_drift', ({ differences }) => differences),
    '# HELP scim_realm_drift_failed Whether the realm could not be compared with its document.',
    '# TYPE scim_realm_drift_failed gauge',
    ...lines('scim_realm_drift_failed', ({ differences }) => Number(differences === undefined)),
    '# HELP scim_drift_timestamp_seconds When the realms were compared with their documents last.',
    '# TYPE scim_drift_timestamp_seconds gauge',
    `scim_drift_timestamp_seconds ${Math.floor(comparedAt.getTime() / 1_000)}`,
    '',
  ].join('\n');
}
