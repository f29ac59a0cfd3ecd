import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { sentAttributes } from './sentAttributes.ts';

/** The attributes that a request wrote, with the values that the client sent. */
export function SentAttributes({ body }: { readonly body: unknown }) {
  const { t } = useTranslation();
  const attributes = sentAttributes(body);
  if (attributes.length === 0) return null;
  return (
    <Table aria-label={t('log.sent')} variant="compact">
      <Thead>
        <Tr>
          <Th>{t('log.sent.attribute')}</Th>
          <Th>{t('log.sent.value')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {attributes.map(({ path, operation, value }, index) => (
          <Tr key={`${index} ${path}`}>
            <Td dataLabel={t('log.sent.attribute')} className="scim-code">
              {path}
            </Td>
            <Td dataLabel={t('log.sent.value')} className="scim-code">
              {operation === 'remove' ? t('log.sent.removed', { value: value ?? '' }) : value}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
