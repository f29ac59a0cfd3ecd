import type { MistakeCode } from '../../documents/codes.ts';
import type { Row } from '../document/types.ts';
import type { LocatedRow } from '../document/layers.ts';
import { aliasesOf, mirrorsOf } from '../document/rowFields.ts';
import type { Complain } from './rowCheck.ts';

/** Two rows that would write to one place, or claim one alias; told where the later layer says so. */
export function checkTogether(
  rows: readonly LocatedRow[],
  isPreset: (file: string) => boolean,
  complain: (row: LocatedRow) => Complain,
): void {
  interface Claim {
    readonly located: LocatedRow;
    readonly member: keyof Row;
  }
  const isOwn = ({ located: { places }, member }: Claim): boolean =>
    !isPreset((places[member] ?? places.scim).file);
  const claims = new Map<string, Claim>();
  const claim = (key: string, code: MistakeCode, mine: Claim, sentence: (others: Claim) => string): void => {
    const other = claims.get(key);
    claims.set(key, other ?? mine);
    if (other === undefined) return;
    const { located, member } = isOwn(mine) || !isOwn(other) ? mine : other;
    complain(located)(member, code, sentence(other));
  };
  for (const located of rows) {
    const { row } = located;
    const hold = (member: keyof Row, target: string): void => {
      claim(target, 'sameTarget', { located, member }, (other) =>
        other.located === located
          ? `"${target}" would hold "${row.scim}" twice.`
          : `"${target}" would hold "${other.located.row.scim}" and "${row.scim}"; one would overwrite the other.`,
      );
    };
    hold('keycloak', row.keycloak);
    if (row.principal !== undefined) hold('principal', row.principal);
    for (const mirror of mirrorsOf(row)) hold('mirror', `attributes.${mirror}`);
    for (const { name } of aliasesOf(row)) {
      claim(`alias ${name.toLowerCase()}`, 'wrongAlias', { located, member: 'aliases' }, (other) =>
        other.located === located
          ? `"${name}" is listed twice.`
          : `"${name}" would stand for "${other.located.row.scim}" and for "${row.scim}".`,
      );
    }
  }
}
