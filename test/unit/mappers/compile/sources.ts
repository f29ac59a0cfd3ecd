import type { Mapping } from '../../../../mappers/compile/mapping.ts';
import type { Source } from '../../../../mappers/compile/row.ts';
import type { Json } from '../../../../scim/json.ts';
import { resolve } from '../../../../scim/schema/lookup.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';

/** The sources of the attribute at a path, of a row's own or of users; `undefined` if there is no such attribute. */
export function sourcesAt(mapping: Mapping, path: string, value: Json): readonly Source[] | undefined {
  const row = mapping.rows.find((candidate) => candidate.path === path);
  const resolved = resolve(USER_TYPE, path);
  const attribute = row?.resolved ?? (resolved.kind === 'attribute' ? resolved : undefined);
  return attribute === undefined ? undefined : mapping.sources(attribute, value);
}
