import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { ColumnHeads } from '../../components/ColumnHeads.tsx';
import type { AdminBodies, Configuration } from '../../../../bridge/admin/contract.ts';
import { useRead } from '../../api/hooks.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { formatAgo } from '../../i18n/format.ts';
import { sourcesOf, type CredentialSource } from './sources.ts';

function SourcesTable({ sources }: { readonly sources: readonly CredentialSource[] }) {
  const { t } = useTranslation();
  const columns = ['credential', 'kind', 'source', 'lastUsed'].map((name) => t(`sources.${name}`));
  const [credential = '', kind = '', source = '', lastUsed = ''] = columns;
  return (
    <Table aria-label={t('sources.credentials')} variant="compact" gridBreakPoint="grid-md">
      <ColumnHeads names={columns} />
      <Tbody>
        {sources.map((row) => (
          <Tr key={row.id}>
            <Td dataLabel={credential}>{row.label}</Td>
            <Td dataLabel={kind}>{t(`sources.kind.${row.kind}`)}</Td>
            <Td dataLabel={source}>
              <code>{row.source}</code>
            </Td>
            <Td dataLabel={lastUsed}>
              {row.lastUsed === undefined ? t('sources.neverUsed') : formatAgo(row.lastUsed)}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** The credentials of the realm, with the source of the users that each creates. */
export function CredentialSources({ config }: { readonly config: Configuration['config'] }) {
  const { t } = useTranslation();
  const status = useRead('GET /');
  const tokens = useRead('GET /tokens');
  return (
    <Loaded query={status}>
      {({ body }: { readonly body: AdminBodies['GET /'] }) => (
        <Loaded query={tokens}>
          {({ body: list }) =>
            body.credentials.uses.length === 0 ? (
              <Empty title={t('sources.noCredentials')} />
            ) : (
              <SourcesTable sources={sourcesOf(body.credentials, list, config)} />
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}
