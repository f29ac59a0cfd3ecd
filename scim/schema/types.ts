/** The data types of RFC 7643 §2.3. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/** The definition of an attribute (RFC 7643 §7); `/Schemas` renders it. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly description: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  /** Sub-attributes of a complex attribute, in the order of the schema. */
  readonly subAttributes?: readonly Attribute[];
}

/** A schema (RFC 7643 §7). */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** Whether resources may have attributes under this URN that the schema does not declare; they are stored as sent. */
  readonly open?: boolean;
}

/** A resource type: its core schema and its extensions (RFC 7643 §6). */
export interface ResourceType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Path below the base URL, with a slash at the start: `/Users`. */
  readonly endpoint: string;
  readonly schema: Schema;
  readonly extensions: readonly { readonly schema: Schema; readonly required: boolean }[];
}
