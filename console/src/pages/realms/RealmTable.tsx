import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FleetRealm } from '../../../../bridge/admin/contract.ts';
import { Light } from '../../components/Light.tsx';
import { formatAgo, formatDate, formatNumber } from '../../i18n/format.ts';
import { reasonsOf } from './fleet.ts';

/** Realms with their lights; each leads to its pages. */
export function RealmTable({ realms }: { readonly realms: readonly FleetRealm[] }) {
  const { t } = useTranslation();
  return (
    <Table aria-label={t('page.realms')} variant="compact">
      <Thead>
        <Tr>
          <Th width={25}>{t('realms.realm')}</Th>
          <Th width={25}>{t('realms.light')}</Th>
          <Th modifier="wrap">{t('realms.profile')}</Th>
          <Th modifier="wrap">{t('realms.lastRequest')}</Th>
          <Th modifier="wrap">{t('realms.created')}</Th>
          <Th modifier="wrap">{t('realms.failed')}</Th>
          <Th modifier="wrap">{t('realms.tokenExpires')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {realms.map((row) => (
          <Tr key={row.realm}>
            <Td dataLabel={t('realms.realm')} modifier="breakWord">
              <Link to={`/${encodeURIComponent(row.realm)}/overview`}>{row.realm}</Link>
            </Td>
            <Td dataLabel={t('realms.light')}>
              <Light color={row.light}>{t(`realms.light.${row.light}`)}</Light>
              {row.reasons.length > 0 && <p>{reasonsOf(row, t)}</p>}
            </Td>
            <Td dataLabel={t('realms.profile')}>{row.profile}</Td>
            <Td dataLabel={t('realms.lastRequest')}>
              {row.lastRequest === undefined ? t('realms.never') : formatAgo(row.lastRequest)}
            </Td>
            <Td dataLabel={t('realms.created')}>{formatNumber(row.createdToday)}</Td>
            <Td dataLabel={t('realms.failed')}>{formatNumber(row.failedToday)}</Td>
            <Td dataLabel={t('realms.tokenExpires')}>
              {row.tokenExpires === undefined ? '–' : formatDate(row.tokenExpires)}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
