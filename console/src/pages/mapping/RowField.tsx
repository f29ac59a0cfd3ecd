import { useTranslation } from 'react-i18next';
import { SelectRule, SwitchRule, TextRule } from '../../configuration/fields/fields.tsx';
import { ListRule } from '../../configuration/fields/ListRule.tsx';
import { AliasesField } from './AliasesField.tsx';
import { choicesOf } from './mappingSchema.ts';
import { ROW_FIELDS } from './rowFields.ts';
import type { Kind, Row } from './rows.ts';
import { TransformsField } from './TransformsField.tsx';

/** The control of a member of a row. */
export function RowField({
  kind,
  name,
  isNew,
  inherited,
}: {
  readonly kind: Kind;
  readonly name: keyof Row;
  readonly isNew: boolean;
  readonly inherited: Row | undefined;
}) {
  const { t } = useTranslation();
  switch (ROW_FIELDS[name].control) {
    case 'text':
      return (
        <TextRule
          path={name}
          isRequired={name === 'scim' || name === 'keycloak'}
          isFixed={name === 'scim' && !isNew}
          hint={name === 'keycloak' ? t(`mapping.keycloak.${kind}`) : undefined}
        />
      );
    case 'switch':
      return <SwitchRule path={name} />;
    case 'choice': {
      const isOptional = name === 'principal' && inherited?.principal === undefined;
      return (
        <SelectRule
          path={name}
          options={choicesOf(name)}
          absent={isOptional ? t('mapping.principal.none') : undefined}
        />
      );
    }
    case 'names':
      return <ListRule path={name} />;
    case 'aliases':
      return <AliasesField />;
    case 'transforms':
      return <TransformsField />;
  }
}
