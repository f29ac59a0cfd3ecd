import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { useAdminApi } from '../../api/hooks.ts';
import { toCsv, toNdjson } from '../../export/csv.ts';
import { download } from '../../export/download.ts';
import { nameOf, resultOf, sentenceOf, whoOf } from './sentence.ts';

/** The columns of the export, by their names, which stay the same in every language. */
function rowsOf(entries: readonly JournalEntry[], t: TFunction) {
  return [
    ['time', 'kind', 'who', 'what', 'name', 'result', 'status', 'error', 'request'],
    ...entries.map((entry) => [
      entry.time,
      entry.kind,
      whoOf(entry),
      sentenceOf(entry, t),
      nameOf(entry),
      resultOf(entry),
      entry.status,
      entry.error,
      entry.requestId,
    ]),
  ];
}

/** Saves the entries that are shown as a file. */
export function ExportMenu({ entries }: { readonly entries: readonly JournalEntry[] }) {
  const { t } = useTranslation();
  const { realm } = useAdminApi();
  const [isOpen, setOpen] = useState(false);
  const name = `scim-log-${realm}`;
  const close = (): void => {
    setOpen(false);
  };
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={close}
      popperProps={{ position: 'end' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          isExpanded={isOpen}
          isDisabled={entries.length === 0}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {t('log.export')}
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem
          onClick={() => {
            download(`${name}.csv`, 'text/csv', toCsv(rowsOf(entries, t)));
          }}
        >
          {t('log.export.csv', { count: entries.length })}
        </DropdownItem>
        <DropdownItem
          onClick={() => {
            download(`${name}.ndjson`, 'application/x-ndjson', toNdjson(entries));
          }}
        >
          {t('log.export.ndjson', { count: entries.length })}
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
