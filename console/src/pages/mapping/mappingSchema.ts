import schema from '../../../../mappers/document/mapping.schema.json' with { type: 'json' };
import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import type { Row } from './rows.ts';

/** The behaviours of a mapping. */
type Behaviours = AdminBodies['GET /mapping']['inherited']['behaviours'];

const { row, transform } = schema.definitions;

/** The values of a member of a row that takes one of several. */
export const choicesOf = (member: keyof Row): readonly string[] =>
  (row.properties[member] as { readonly enum?: readonly string[] }).enum ?? [];

/** Every behaviour with its values. */
export const BEHAVIOURS = Object.entries(schema.properties.behaviours.properties).map(
  ([name, { enum: choices }]) => ({ name: name as keyof Behaviours, choices }),
);

/** The names of all transforms. */
export const TRANSFORM_NAMES: readonly string[] = transform.anyOf.flatMap(
  (form) => form.enum ?? Object.keys(form.properties),
);

/** The texts that a mapping says about itself. */
export const DOCUMENT_TEXTS = ['title', 'description'] as const;
