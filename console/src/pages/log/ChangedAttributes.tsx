import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';

/** The columns with the values of an attribute. */
const VALUES = ['from', 'to'] as const;

/** The attributes that a request changed, with their values before and after. */
export function ChangedAttributes({
  attributes,
  more = 0,
}: {
  readonly attributes: NonNullable<JournalEntry['attributes']>;
  /** How many others it changed. */
  readonly more?: number | undefined;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Table aria-label={t('log.changed')} variant="compact">
        <Thead>
          <Tr>
            <Th>{t('log.changed.attribute')}</Th>
            {VALUES.map((name) => (
              <Th key={name}>{t(`log.changed.${name}`)}</Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {attributes.map((attribute) => (
            <Tr key={attribute.path}>
              <Td dataLabel={t('log.changed.attribute')} className="scim-code">
                {attribute.path}
              </Td>
              {VALUES.map((name) => (
                <Td key={name} dataLabel={t(`log.changed.${name}`)} className="scim-code">
                  {attribute[name] ?? t('log.changed.absent')}
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
      {more > 0 && <p>{t('log.changed.more', { count: more })}</p>}
    </>
  );
}
