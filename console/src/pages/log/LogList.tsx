import { Button, Drawer, DrawerContent, DrawerContentBody } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import type { Filter } from './filter.ts';
import { LogTable } from './LogTable.tsx';
import { ReferencePanel } from './ReferencePanel.tsx';
import type { useLog } from './useLog.ts';

/** The entry that is open: its request is in the address, so that it can be sent to somebody. */
function useOpenEntry() {
  const [search, setSearch] = useSearchParams();
  const [entry, setEntry] = useState<JournalEntry>();
  const reference = search.get('reference') ?? '';
  const show = (shown: JournalEntry | undefined): void => {
    const changed = new URLSearchParams(search);
    if (shown === undefined || shown.requestId === '') changed.delete('reference');
    else changed.set('reference', shown.requestId);
    setSearch(changed, { replace: true });
    setEntry(shown);
  };
  return { entry: entry?.requestId === reference ? entry : undefined, reference, show };
}

/** The entries, and beside them the one that is open. */
export function LogList({
  log: { query, entries },
  filter,
  isFollowing,
}: {
  readonly log: ReturnType<typeof useLog>;
  readonly filter: Filter;
  readonly isFollowing: boolean;
}) {
  const { t } = useTranslation();
  const { entry, reference, show } = useOpenEntry();
  const close = (): void => {
    show(undefined);
  };
  const panel =
    entry === undefined ? (
      <ReferencePanel reference={reference} onClose={close} onShow={show} />
    ) : (
      <EntryPanel entry={entry} onClose={close} />
    );
  const isOpen = entry !== undefined || reference !== '';
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Drawer
      className="scim-drawer"
      isInline
      isExpanded={isOpen}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <DrawerContent panelContent={panel}>
        <DrawerContentBody>
          <Loaded query={query}>
            {() => (
              <>
                {entries.length === 0 ? (
                  <Empty title={t(isFiltered ? 'log.noneOfThese' : 'log.none')}>
                    {t(isFiltered ? 'log.noneOfTheseHint' : 'log.noneHint')}
                  </Empty>
                ) : (
                  <LogTable
                    entries={entries}
                    shown={entry}
                    isNarrow={isOpen}
                    isFollowing={isFollowing}
                    onShow={show}
                  />
                )}
                {query.hasNextPage && (
                  <Button
                    variant="secondary"
                    isLoading={query.isFetchingNextPage}
                    isDisabled={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {t('log.older')}
                  </Button>
                )}
              </>
            )}
          </Loaded>
        </DrawerContentBody>
      </DrawerContent>
    </Drawer>
  );
}
