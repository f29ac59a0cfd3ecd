import { useNavigate, useParams } from 'react-router';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { LogTable } from './LogTable.tsx';

/** Some entries of the provisioning log on another page; each opens in the log. */
export function LogExcerpt({ entries }: { readonly entries: readonly JournalEntry[] }) {
  const { realm = '' } = useParams();
  const navigate = useNavigate();
  return (
    <LogTable
      entries={entries}
      onShow={({ requestId }) => {
        const search = requestId === '' ? '' : new URLSearchParams({ reference: requestId }).toString();
        void navigate({ pathname: `/${encodeURIComponent(realm)}/log`, search });
      }}
    />
  );
}
