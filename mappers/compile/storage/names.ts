import type { ResourceType } from '../../../scim/schema/types.ts';
import { didYouMean, offer } from '../../../documents/suggest.ts';
import { message, type Text } from '../../../documents/text.ts';

/** Keycloak's own fields that rows may write, by resource type. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  User: ['username', 'email', 'firstName', 'lastName', 'enabled', 'emailVerified'],
  Group: ['name'],
};

const FLAGS = ['enabled', 'emailVerified'];

/** Whether a target is a boolean field. */
export const isFlag = (target: string): target is 'enabled' | 'emailVerified' => FLAGS.includes(target);

/** User attributes that control Keycloak itself, or are Keycloak's own fields under another name. */
const STEERING = new RegExp(
  `^(${[
    'LDAP_.*',
    'KERBEROS_.*',
    'kc\\..*',
    'username|email|firstName|lastName|enabled|emailVerified',
    'terms_and_conditions',
    'disabledReason',
    '__proto__|constructor|prototype',
    'created_?timestamp|create_?timestamp|modify_?timestamp',
  ].join('|')})$`,
  'i',
);

/** The bridge's own user attributes, which only presets may map. */
const OWN_ATTRIBUTES = /^scim\./i;

/** The bridge's own user attributes that no row may map, not even of a preset. */
const RESERVED_ATTRIBUTES = /^scim\.(exact|lookup|extensions|keptEmail|created|lastModified)$/i;

/** SCIM attributes with the meaning of Keycloak's attribute `locale`. */
const ABOUT_LOCALE = /^(locale|preferredLanguage)$/i;

/** Explains why a user attribute may not be written; `undefined` if it may. */
export function forbidden(name: string, scim: string, isPreset: boolean): Text | undefined {
  if (STEERING.test(name))
    return message('The user attribute "{name}" steers Keycloak itself and cannot be mapped.', { name });
  if (RESERVED_ATTRIBUTES.test(name) || (!isPreset && OWN_ATTRIBUTES.test(name)))
    return message('User attributes that begin with "scim." are the bridge\'s own, "{name}" too.', { name });
  if (name.toLowerCase() === 'locale' && !ABOUT_LOCALE.test(scim)) {
    return message(
      'The user attribute "locale" chooses the language of Keycloak\'s pages; only "locale" or "preferredLanguage" can be mapped to it.',
    );
  }
  return undefined;
}

/** Explains what is wrong with the name of a user attribute; `undefined` if it is valid. */
export function badName(name: string): Text | undefined {
  if (name.trim() === '') return message('A user attribute needs a name.');
  if (name !== name.trim() || /[\p{Cc}"\\]/u.test(name))
    return message(
      '"{name}" is no name for a user attribute: it has blanks at its ends, quotes, backslashes or control characters.',
      { name },
    );
  return name.length > 255 ? message('The name of a user attribute has at most 255 characters.') : undefined;
}

/** Explains what is wrong with the name of a target, with a hint; `undefined` if it is valid. */
export function badTarget(target: string, type: ResourceType): [sentence: Text, hint: Text] | undefined {
  const fields = FIELDS[type.name] ?? [];
  if (fields.includes(target) || target.startsWith('attributes.')) return undefined;
  const near = didYouMean(target, [...fields, 'attributes.']);
  return [
    message('There is no place "{target}" in a Keycloak {type}.', { target, type: type.name.toLowerCase() }),
    near ?? offer([...fields, 'attributes.<name>']),
  ];
}
