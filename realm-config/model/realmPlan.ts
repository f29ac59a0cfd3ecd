import type { DescribedChange } from '../../bridge/keycloak/setup/part.ts';
import type { Finding } from '../../mappers/finding.ts';

/** What applying a document would do to a realm. */
export interface RealmPlan {
  /** Removals first. */
  readonly changes: readonly DescribedChange[];
  /** How many steps would change nothing. */
  readonly keptCount: number;
  /** What the realm has and the document does not name: it stays. */
  readonly left: readonly string[];
  /** What the operator should know. */
  readonly findings: readonly Finding[];
}
