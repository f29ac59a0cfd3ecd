import type { FactName, Facts } from './facts.ts';
import type { Found } from './finding.ts';
import type { Text } from '../../documents/text.ts';

/** What checks know without reading anything. */
export interface About {
  readonly realm: string;
  /** The client id of the bridge's client in the realm. */
  readonly bridgeClientId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A check of a realm. */
export interface Check {
  /** What is checked, in a few words. */
  readonly check: string;
  /** The facts that it looks at; it is left out if one of them cannot be read. */
  readonly needs: readonly FactName[];
  /** Set if it is made in a realm that has SCIM switched off, too. */
  readonly whileOff?: true;
  readonly run: (facts: Facts, about: About) => readonly Found[];
  /** What was seen if nothing was found. */
  readonly seen: (facts: Facts, about: About) => Text;
}

/** A check that sees only the facts that it needs. */
interface CheckOf<Name extends FactName> {
  readonly check: string;
  readonly needs: readonly Name[];
  readonly whileOff?: true;
  readonly run: (facts: Pick<Facts, Name>, about: About) => readonly Found[];
  readonly seen?: (facts: Pick<Facts, Name>, about: About) => Text;
}

/** Defines a check. */
export const check = <Name extends FactName>({ seen = () => '', ...rest }: CheckOf<Name>): Check => ({
  ...rest,
  seen,
});
