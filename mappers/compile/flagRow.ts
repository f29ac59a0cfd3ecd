import type { Json } from '../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import { getAt, setAt } from './access.ts';
import type { FlagField } from './storage/fields.ts';
import type { CompiledRow } from './row.ts';
import type { SimpleRow } from './simpleRow.ts';

/** The flag for a request without a value: users are enabled by default, and `emailVerified` stays as it is. */
const WITHOUT_VALUE: Readonly<Record<FlagField, boolean | undefined>> = {
  enabled: true,
  emailVerified: undefined,
};

const asFlag = (value: Json | undefined): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;

/** Compiles the row of a boolean in one of Keycloak's own fields. */
export function flagRow(
  resolved: ResolvedAttribute,
  field: FlagField,
  { transforms, mirrors, direction }: Omit<SimpleRow, 'target' | 'lookup'>,
): CompiledRow {
  const path = attributePath(resolved);
  const isOwn = direction === 'both';
  return {
    path,
    resolved,
    owns: isOwn ? [field, ...mirrors.map(({ name }) => name)] : [],
    targets: [field, ...mirrors.map(({ name }) => name)],
    write: (resource, fields) => {
      if (direction === 'toScim') return;
      const value = getAt(resource, resolved);
      const flag = asFlag(transforms.forward(value)) ?? WITHOUT_VALUE[field];
      if (flag !== undefined) fields[field] = flag;
      for (const mirror of value === undefined ? [] : mirrors)
        mirror.write(fields, mirror.encode(value ?? true));
    },
    read: (fields, resource) => {
      if (direction === 'toKeycloak') return;
      const stored = fields[field] ?? WITHOUT_VALUE[field];
      const value = stored === undefined ? undefined : asFlag(transforms.backward(stored));
      if (value !== undefined) setAt(resource, resolved, value);
    },
    transforms: transforms.name,
    lookupKeys: () => [],
    sources: (value) => {
      const flag = asFlag(transforms.forward(value));
      return field === 'enabled' && flag !== undefined && transforms.findable && direction !== 'toKeycloak'
        ? [{ by: 'enabled', value: flag }]
        : undefined;
    },
  };
}
