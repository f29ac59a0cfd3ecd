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

/** Describes an attribute of any type; what is left out takes the defaults of RFC 7643 §2.2. */
function attribute(type: Attribute['type'], name: string, description: string, options: Options): Attribute {
  return { name, type, description, ...DEFAULTS, ...options };
}

/** A text attribute, not case-exact unless said so. */
export function string(name: string, description: string, options: Options = {}): Attribute {
  return attribute('string', name, description, options);
}

/** A true-or-false attribute. */
export function boolean(name: string, description: string, options: Options = {}): Attribute {
  return attribute('boolean', name, description, options);
}

/** A whole-number attribute. */
export function integer(name: string, description: string, options: Options = {}): Attribute {
  return attribute('integer', name, description, options);
}

/** An instant (RFC 7643 §2.3.5). */
export function dateTime(name: string, description: string, options: Options = {}): Attribute {
  return attribute('dateTime', name, description, options);
}

/** Base64 data; always case-exact (RFC 7643 §2.3.6). */
export function binary(name: string, description: string, options: Options = {}): Attribute {
  return attribute('binary', name, description, { caseExact: true, ...options });
}

/** A URI; always case-exact (RFC 7643 §2.3.7). */
export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  options: Options = {},
): Attribute {
  return attribute('reference', name, description, { caseExact: true, referenceTypes, ...options });
}

/** One structured value. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return attribute('complex', name, description, { subAttributes, ...options });
}

/** A list of structured values (RFC 7643 §2.4). */
export function list(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return complex(name, description, subAttributes, { multiValued: true, ...options });
}
