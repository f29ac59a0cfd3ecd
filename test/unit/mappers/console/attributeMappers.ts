import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { applyConsoleMappers, type ConsoleMapper } from '../../../../mappers/console/consoleMappers.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import { locatedPreset } from '../../../../mappers/document/presets.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { formatText } from '../../../../documents/text.ts';

/** The kind of the User Attribute mappers of Keycloak's console. */
export const KIND = 'oidc-usermodel-attribute-mapper';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';

export const quirks = await loadQuirks();

interface Options {
  readonly type?: string;
  readonly multivalued?: string;
  readonly kind?: string;
}

/** A mapper as the console makes it; its name is that of the attribute. */
export const mapper = (attribute: string, claim: string, options: Options = {}): ConsoleMapper => ({
  name: attribute,
  kind: options.kind ?? KIND,
  config: {
    'user.attribute': attribute,
    'claim.name': claim,
    'jsonType.label': options.type ?? 'String',
    multivalued: options.multivalued,
  },
});

/** What mappers change in the rows of a preset, by path, and what there is to say of them. */
export function applied(preset: string, ...mappers: ConsoleMapper[]) {
  const before = locatedPreset(preset)?.user ?? [];
  const { rows, findings } = applyConsoleMappers(before, mappers, USER_TYPE);
  const changed = rows
    .filter((row) => !before.includes(row))
    .filter(({ path, row }) => {
      const old = before.find((one) => one.path === path);
      return JSON.stringify(old?.row) !== JSON.stringify(row);
    });
  return {
    rows,
    findings,
    changes: Object.fromEntries(changed.map(({ path, row }) => [path, row])) as Record<string, Row>,
    told: findings.map(({ code, where, sentence, hint }) =>
      [
        code,
        ...[where, sentence, ...(hint === undefined ? [] : [hint])].map((text) => formatText(text)),
      ].join(' | '),
    ),
  };
}
