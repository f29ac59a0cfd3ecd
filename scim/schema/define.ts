import type { Attribute } from './types.ts';

type Options = Partial<Omit<Attribute, 'name' | 'type' | 'description'>>;

const DEFAULTS = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const satisfies Options;

/** Defines an attribute of any type; options take the defaults of RFC 7643 §2.2. */
function attribute(type: Attribute['type'], name: string, description: string, options: Options): Attribute {
  return { name, type, description, ...DEFAULTS, ...options };
}

/** Defines a text attribute; not case-exact by default. */
export function string(name: string, description: string, options: Options = {}): Attribute {
  return attribute('string', name, description, options);
}

/** Defines a boolean attribute. */
export function boolean(name: string, description: string, options: Options = {}): Attribute {
  return attribute('boolean', name, description, options);
}

/** Defines an integer attribute. */
export function integer(name: string, description: string, options: Options = {}): Attribute {
  return attribute('integer', name, description, options);
}

/** Defines a dateTime attribute (RFC 7643 §2.3.5). */
export function dateTime(name: string, description: string, options: Options = {}): Attribute {
  return attribute('dateTime', name, description, options);
}

/** Defines a binary attribute, Base64 text that is case-exact (RFC 7643 §2.3.6). */
export function binary(name: string, description: string, options: Options = {}): Attribute {
  return attribute('binary', name, description, { caseExact: true, ...options });
}

/** Defines a reference, a URI that is case-exact by default (RFC 7643 §2.3.7). */
export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  options: Options = {},
): Attribute {
  return attribute('reference', name, description, { caseExact: true, referenceTypes, ...options });
}

/** Defines a complex attribute with one value (RFC 7643 §2.3.8). */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return attribute('complex', name, description, { subAttributes, ...options });
}

/** Defines a complex attribute with many values (RFC 7643 §2.4). */
export function list(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return complex(name, description, subAttributes, { multiValued: true, ...options });
}
