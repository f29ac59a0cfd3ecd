import { List, ListItem, Stack } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { Facts } from '../../components/Facts.tsx';
import { ChangedAttributes } from './ChangedAttributes.tsx';
import { changeText } from './sentence.ts';

/** A user or group in a line; `undefined` without one. */
const lineOf = (resource: JournalEntry['resource']): string | undefined =>
  resource === undefined
    ? undefined
    : [resource.type, resource.name, resource.id].filter((part) => part !== undefined).join(' · ');

/** What a request did, to whom, and who was in its way. */
export function EntryChanges({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { kind, status, resource, conflict, changes = [], attributes, moreAttributes } = entry;
  const isWrite = status < 400 && kind === 'write';
  const name = conflict?.name ?? resource?.name ?? resource?.id;
  return (
    <Stack hasGutter>
      {changes.length === 0 && attributes === undefined && (
        <p>{t(`log.changes.${kind === 'audit' ? 'audit' : isWrite ? 'untold' : 'none'}`)}</p>
      )}
      {changes.length > 0 && (
        <List>
          {changes.map((change) => (
            <ListItem key={JSON.stringify(change)}>{changeText(change, t)}</ListItem>
          ))}
        </List>
      )}
      {attributes !== undefined && <ChangedAttributes attributes={attributes} more={moreAttributes} />}
      <Facts
        rows={[
          [t('log.resource'), lineOf(resource)],
          [t('log.aliases'), resource?.aliases?.join(', ')],
          [t('log.conflict'), lineOf(conflict)],
        ]}
      />
      {name !== undefined && (
        <Link to={{ pathname, search: new URLSearchParams({ name }).toString() }}>
          {t('log.allAbout', { name })}
        </Link>
      )}
    </Stack>
  );
}
