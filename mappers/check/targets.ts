import { mirrorsOf } from '../document/rowFields.ts';
import { badName, badTarget, forbidden, isFlag } from '../compile/storage/names.ts';
import { endsAsList } from '../document/transforms.ts';
import { isElement, kindOf, leafOf, type RowCheck } from './rowCheck.ts';
import { message } from '../../documents/text.ts';

/** Checks the place where a row keeps its value. */
export function checkTarget({ row, path, type, isPreset, complain }: RowCheck): void {
  const { keycloak } = row;
  const bad = badTarget(keycloak, type);
  if (bad !== undefined) complain('keycloak', 'unknownTarget', ...bad);
  const name = keycloak.startsWith('attributes.') ? keycloak.slice('attributes.'.length) : undefined;
  const problem =
    name === undefined ? undefined : (badName(name) ?? forbidden(name, path.path, isPreset('keycloak')));
  if (problem !== undefined) complain('keycloak', 'forbiddenTarget', problem);
}

/** Checks the further user attributes that hold the value of a row. */
export function checkMirrors({ row, path, isPreset, complain }: RowCheck): void {
  for (const mirror of mirrorsOf(row)) {
    const problem = badName(mirror) ?? forbidden(mirror, path.path, isPreset('mirror'));
    if (problem !== undefined) complain('mirror', 'forbiddenTarget', problem);
  }
}

/** Checks that a row with a field for the primary element is about a list. */
export function checkPrincipal({ row, path, complain }: RowCheck): void {
  const leaf = leafOf({ row, path });
  if (row.principal === undefined || leaf === undefined) return;
  if (leaf.type === 'complex' && leaf.multiValued) return;
  complain(
    'principal',
    'wrongMember',
    message('"principal" is for lists, and "{scim}" is {leaf}.', { scim: row.scim, leaf: kindOf(leaf) }),
  );
}

/** Checks that the value of a row fits into the place where it is kept. */
export function checkClash({ row, path, type, complain }: RowCheck): void {
  const { scim, keycloak, transforms = [] } = row;
  const leaf = leafOf({ row, path });
  if (leaf === undefined || badTarget(keycloak, type) !== undefined) return;
  if (isFlag(keycloak) && isElement(path)) {
    complain(
      'keycloak',
      'typeClash',
      message('"{scim}" is a part of a list; it can be kept in a user attribute.', { scim }),
    );
    return;
  }
  const holdsList = endsAsList(transforms, leaf.multiValued);
  if (isFlag(keycloak) && (leaf.type !== 'boolean' || leaf.multiValued)) {
    complain(
      'keycloak',
      'typeClash',
      message('"{scim}" is {leaf}, and "{keycloak}" is true or false.', {
        scim,
        leaf: kindOf(leaf),
        keycloak,
      }),
    );
  } else if (!isFlag(keycloak) && !keycloak.startsWith('attributes.')) {
    if (leaf.type === 'boolean') {
      complain(
        'keycloak',
        'typeClash',
        message('"{scim}" is a boolean, and "{keycloak}" holds text.', { scim, keycloak }),
      );
    } else if (holdsList && !leaf.multiValued) {
      complain(
        'transforms',
        'wrongTransform',
        message('"split" makes a list of "{scim}", and "{keycloak}" holds one text.', { scim, keycloak }),
      );
    } else if (holdsList) {
      const hint =
        leaf.type === 'complex'
          ? message('Keep the list in a user attribute, and name the field as "principal".')
          : message('A user attribute holds several.');
      complain(
        'keycloak',
        'typeClash',
        message('"{scim}" is {leaf}, and "{keycloak}" holds one text.', {
          scim,
          leaf: kindOf(leaf),
          keycloak,
        }),
        hint,
      );
    }
  }
}
