import type { DescribedChange, FieldChange, Outcome } from '../../bridge/keycloak/setup/part.ts';
import { formatFinding } from '../../bridge/tenants/lint.ts';
import type { LastChange } from '../../bridge/keycloak/setup/lastChange.ts';
import { localTime } from './localTime.ts';
import type { RealmPlan } from '../model/realmPlan.ts';

/** The sign of what becomes of something. */
export const MARK: Readonly<Record<Outcome, string>> = {
  created: '+',
  changed: '~',
  removed: '-',
  kept: '=',
};

/** Maximum length of a value in a plan. */
const MAX_VALUE = 100;

/** A value as a plan shows it. */
function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}… (${text.length} characters)` : text;
}

function fieldText({ field, from, to, isSecret }: FieldChange): string {
  if (isSecret === true) return `${field}: (changed)`;
  return from === undefined
    ? `${field}: ${valueText(to)}`
    : `${field}: ${valueText(from)} -> ${valueText(to)}`;
}

/** A change that may be known to have been somebody's. */
export interface ShownChange extends DescribedChange {
  readonly lastChange?: LastChange | undefined;
}

const byWhom = ({ by, address, at }: LastChange): string =>
  `  (changed last by ${by}${address === undefined ? '' : ` from ${address}`}, ${localTime(at)})`;

/** A change as lines. */
export const changeLines = ({ outcome, object, fields = [], lastChange }: ShownChange): string[] => [
  `  ${MARK[outcome]} ${object}${lastChange === undefined ? '' : byWhom(lastChange)}`,
  ...fields.map((field) => `      ${fieldText(field)}`),
];

/** Counts things: `1 change`, `2 changes`. */
export const count = (number: number, thing: string): string =>
  `${number} ${thing}${number === 1 ? '' : 's'}`;

/** The changes with those of one thing put together: several steps may work on it. */
export function byObject(changes: readonly ShownChange[]): ShownChange[] {
  const merged = new Map<string, ShownChange>();
  for (const { outcome, object, fields = [], lastChange } of changes) {
    const key = outcome === 'removed' ? `${object} removed` : object;
    const first = merged.get(key);
    merged.set(key, {
      outcome: first?.outcome ?? outcome,
      object,
      lastChange,
      fields: [...(first?.fields ?? []), ...fields],
    });
  }
  return [...merged.values()];
}

/** The plan of a realm as lines. */
export const planLines = (realm: string, plan: RealmPlan): string[] => {
  const { keptCount, left, findings } = plan;
  const changes = byObject(plan.changes);
  return [
    `Realm ${realm}: ${changes.length === 0 ? 'nothing to do' : count(changes.length, 'change')}`,
    ...changes.flatMap(changeLines),
    ...(changes.length > 0 && keptCount > 0 ? [`  = ${count(keptCount, 'step')} with nothing to do`] : []),
    ...(left.length === 0 ? [] : [`  . left alone: ${left.join(', ')}`]),
    ...findings.map((finding) => `  ! ${formatFinding(finding)}`),
  ];
};
