import type { Row } from './rows.ts';

type Transform = NonNullable<Row['transforms']>[number];

/** A row as the form shows it: texts and choices. */
export interface RowTexts {
  readonly scim: string;
  readonly keycloak: string;
  readonly direction: NonNullable<Row['direction']>;
  readonly required: boolean;
  /** What stands in where nothing is sent; empty if nothing does. */
  readonly absent: string;
  /** Names with commas between them. */
  readonly aliases: string;
  readonly mirror: string;
}

const isDefault = (transform: Transform): transform is { default: string | number | boolean } =>
  typeof transform === 'object' && 'default' in transform;

/** What stands in where nothing is sent; `undefined` if nothing does. */
export const defaultOf = ({ transforms = [] }: Row): string | number | boolean | undefined =>
  transforms.find(isDefault)?.default;

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The texts of a row. */
export function textsOf(row: Row): RowTexts {
  const { scim, keycloak, direction = 'both', required = false, aliases = [], mirror = [] } = row;
  return {
    scim,
    keycloak,
    direction,
    required,
    absent: String(defaultOf(row) ?? ''),
    aliases: aliases.filter((alias) => typeof alias === 'string').join(', '),
    mirror: typeof mirror === 'string' ? mirror : mirror.join(', '),
  };
}

/** Keycloak's fields that hold true or false. */
const FLAGS = ['enabled', 'emailVerified'];

function transformsOf(row: Row, { absent, keycloak }: RowTexts): readonly Transform[] {
  const others = (row.transforms ?? []).filter((transform) => !isDefault(transform));
  if (absent === '') return others;
  return [...others, { default: FLAGS.includes(keycloak) ? absent === 'true' : absent }];
}

/** A member, unless it says nothing: then only if the row said something before. */
const member = <T>(name: string, value: T, isNothing: boolean, row: Row): Readonly<Record<string, T>> =>
  isNothing && !(name in row) ? {} : { [name]: value };

/** A row with the texts of the form; what the form does not show stays as it is. */
export function rowOf(row: Row, texts: RowTexts): Row {
  const { scim, keycloak, direction, required } = texts;
  const named = (row.aliases ?? []).filter((alias) => typeof alias !== 'string');
  const aliases = [...listOf(texts.aliases), ...named];
  const mirror = listOf(texts.mirror);
  const transforms = transformsOf(row, texts);
  const isAsBefore = JSON.stringify(textsOf(row)) === JSON.stringify(texts);
  if (isAsBefore) return row;
  const before = textsOf(row);
  return {
    ...row,
    scim: scim.trim(),
    keycloak: keycloak.trim(),
    ...member('direction', direction, direction === 'both', row),
    ...member('required', required, !required, row),
    ...member('transforms', transforms, transforms.length === 0, row),
    ...(before.aliases === texts.aliases ? {} : { aliases }),
    ...(before.mirror === texts.mirror ? {} : { mirror }),
  };
}
