import type { MistakeCode } from '../../documents/codes.ts';
import type { Row } from '../document/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import { aliasesOf, mirrorsOf } from '../document/rowFields.ts';
import type { Complain } from './rowCheck.ts';

/** Finds rows that would write to one target or use one alias; the mistake is at the row of the later layer. */
export function checkConflicts(
  rows: readonly LocatedRow[],
  isPreset: (file: string) => boolean,
  complain: (row: LocatedRow) => Complain,
): void {
  interface Use {
    readonly located: LocatedRow;
    readonly member: keyof Row;
  }
  const isOwn = ({ located: { places }, member }: Use): boolean =>
    !isPreset((places[member] ?? places.scim).file);
  const uses = new Map<string, Use>();
  const use = (key: string, code: MistakeCode, mine: Use, sentence: (others: Use) => string): void => {
    const other = uses.get(key);
    uses.set(key, other ?? mine);
    if (other === undefined) return;
    const { located, member } = isOwn(mine) || !isOwn(other) ? mine : other;
    complain(located)(member, code, sentence(other));
  };
  for (const located of rows) {
    const { row } = located;
    const useTarget = (member: keyof Row, target: string): void => {
      use(target, 'sameTarget', { located, member }, (other) =>
        other.located === located
          ? `"${target}" would hold "${row.scim}" twice.`
          : `"${target}" would hold "${other.located.row.scim}" and "${row.scim}"; one would overwrite the other.`,
      );
    };
    const { uncertain } = located;
    const isCertain = (member: keyof Row): boolean => uncertain?.has(member) !== true;
    if (isCertain('keycloak')) useTarget('keycloak', row.keycloak);
    if (row.principal !== undefined && isCertain('principal')) useTarget('principal', row.principal);
    for (const mirror of isCertain('mirror') ? mirrorsOf(row) : [])
      useTarget('mirror', `attributes.${mirror}`);
    for (const { name } of isCertain('aliases') ? aliasesOf(row) : []) {
      use(`alias ${name.toLowerCase()}`, 'wrongAlias', { located, member: 'aliases' }, (other) =>
        other.located === located
          ? `"${name}" is listed twice.`
          : `"${name}" would stand for "${other.located.row.scim}" and for "${row.scim}".`,
      );
    }
  }
}
