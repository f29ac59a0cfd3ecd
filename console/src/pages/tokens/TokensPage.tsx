import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/hooks.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { PageFrame } from '../../components/PageFrame.tsx';

/** The static tokens of the realm. */
export function Page() {
  const { t } = useTranslation();
  const tokens = useRead('GET /tokens');
  return (
    <PageFrame name="tokens">
      <Loaded query={tokens}>
        {({ body }) =>
          body.length === 0 ? (
            <Empty title={t('tokens.none')} />
          ) : (
            <Table aria-label={t('page.tokens')} variant="compact">
              <Thead>
                <Tr>
                  <Th>{t('tokens.label')}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {body.map((token) => (
                  <Tr key={token.id}>
                    <Td>{token.label}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )
        }
      </Loaded>
    </PageFrame>
  );
}
