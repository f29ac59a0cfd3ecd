import {
  Button,
  Label,
  LabelGroup,
  Stack,
  StackItem,
  ToggleGroup,
  ToggleGroupItem,
  type LabelProps,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdminApi } from '../../api/hooks.ts';
import { ColumnHeads } from '../../components/ColumnHeads.tsx';
import { toCsv } from '../../export/csv.ts';
import { download } from '../../export/download.ts';
import { formatNumber } from '../../i18n/format.ts';
import { conflictsOf, countsOf, csvRows, type CycleUser, type Outcome } from './firstCycle.ts';

/** Rows that are shown at first, and that are added at once. */
const ROWS_AT_ONCE = 100;

const STATUSES: Readonly<Record<Outcome, NonNullable<LabelProps['status']>>> = {
  created: 'success',
  restored: 'info',
  adopted: 'info',
  unchanged: 'custom',
  conflict: 'danger',
  protected: 'warning',
  refused: 'danger',
};

function Why({ user }: { readonly user: CycleUser }) {
  const { t } = useTranslation();
  const conflicts = conflictsOf(user, (line) => t('sources.cycle.line', { line }));
  return (
    <>
      {user.changes.length > 0 && (
        <LabelGroup>
          {user.changes.map((change) => (
            <Label key={change} isCompact variant="outline">
              {t(`sources.cycle.change.${change}`)}
            </Label>
          ))}
        </LabelGroup>
      )}
      {conflicts.length > 0 && <div>{t('sources.cycle.inTheWay', { who: conflicts.join(', ') })}</div>}
      {user.notes.map((note) => (
        <div key={note}>
          <small>{note}</small>
        </div>
      ))}
    </>
  );
}

function Rows({ users }: { readonly users: readonly CycleUser[] }) {
  const { t } = useTranslation();
  const columns = ['row', 'userName', 'outcome', 'found', 'why'].map((name) => t(`sources.cycle.${name}`));
  const [row = '', userName = '', outcome = '', found = '', why = ''] = columns;
  return (
    <Table aria-label={t('sources.cycle')} variant="compact" gridBreakPoint="grid-lg">
      <ColumnHeads names={columns} modifier="wrap" />
      <Tbody>
        {users.map((user) => (
          <Tr key={user.row}>
            <Td dataLabel={row}>{user.row}</Td>
            <Td dataLabel={userName} modifier="breakWord">
              {user.userName}
            </Td>
            <Td dataLabel={outcome}>
              <Label isCompact status={STATUSES[user.outcome]}>
                {t(`sources.cycle.outcome.${user.outcome}`)}
              </Label>
            </Td>
            <Td dataLabel={found} modifier="breakWord">
              {user.match === undefined
                ? user.user?.name
                : t('sources.cycle.foundBy', {
                    name: user.user?.name ?? '',
                    match: t(`sources.cycle.by.${user.match}`),
                  })}
            </Td>
            <Td dataLabel={why} modifier="breakWord">
              <Why user={user} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** What would come of every user, with the number of each outcome. */
export function CycleTable({ users }: { readonly users: readonly CycleUser[] }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const [outcome, setOutcome] = useState<Outcome>();
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const chosen = outcome === undefined ? users : users.filter((user) => user.outcome === outcome);
  const choose = (next: Outcome | undefined): void => {
    setOutcome(next);
    setLimit(ROWS_AT_ONCE);
  };
  const options = [[undefined, users.length] as const, ...countsOf(users)];
  return (
    <Stack hasGutter>
      <StackItem>
        <ToggleGroup className="scim-wrap" aria-label={t('sources.cycle.show')}>
          {options.map(([name, count]) => (
            <ToggleGroupItem
              key={name ?? 'all'}
              buttonId={`cycle-${name ?? 'all'}`}
              text={t('sources.cycle.count', {
                outcome: t(`sources.cycle.outcome.${name ?? 'all'}`),
                number: formatNumber(count),
              })}
              isSelected={name === outcome}
              onChange={() => {
                choose(name);
              }}
            />
          ))}
        </ToggleGroup>
      </StackItem>
      <StackItem>
        <Rows users={chosen.slice(0, limit)} />
        {chosen.length > limit && (
          <Button
            variant="link"
            onClick={() => {
              setLimit(limit + ROWS_AT_ONCE);
            }}
          >
            {t('sources.cycle.more', { number: formatNumber(chosen.length - limit) })}
          </Button>
        )}
      </StackItem>
      <StackItem>
        <Button
          variant="secondary"
          onClick={() => {
            download(`scim-first-cycle-${realm}.csv`, 'text/csv', toCsv(csvRows(chosen)));
          }}
        >
          {t('sources.cycle.export')}
        </Button>
      </StackItem>
    </Stack>
  );
}
