import { Button, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../components/Loaded.tsx';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { useValidation } from '../../configuration/useValidation.ts';
import { MappingTable } from './MappingTable.tsx';
import { RowEditor } from './RowEditor.tsx';
import {
  changeFor,
  ownRows,
  shownRows,
  withOwnRow,
  type Kind,
  type MappingRow,
  type Row,
  type RowChange,
  type ShownRow,
} from './rows.ts';

/** Finds rows by SCIM attribute or place in Keycloak. */
const isFound = ({ scim, row }: ShownRow, text: string): boolean =>
  `${scim} ${row?.keycloak ?? ''}`.toLowerCase().includes(text.toLowerCase());

function RowsToolbar({
  text,
  onFind,
  onAdd,
}: {
  readonly text: string;
  readonly onFind: (text: string) => void;
  readonly onAdd: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            aria-label={t('mapping.find')}
            placeholder={t('mapping.find')}
            value={text}
            onChange={(_event, value) => {
              onFind(value);
            }}
            onClear={() => {
              onFind('');
            }}
          />
        </ToolbarItem>
        <ToolbarItem>
          <Button variant="secondary" icon={<PlusCircleIcon />} onClick={onAdd}>
            {t('mapping.add')}
          </Button>
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

/** The rows of a resource type, with what is done to them. */
export function MappingRows({
  kind,
  mapped,
  editing,
}: {
  readonly kind: Kind;
  readonly mapped: readonly MappingRow[];
  readonly editing: Editing;
}) {
  const { t } = useTranslation();
  const { mistakes } = useValidation(editing);
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<ShownRow | 'new'>();
  const saved = ownRows(editing.current?.config.mapping, kind);
  const typed = ownRows(editing.draft?.config.mapping, kind);
  const rows = shownRows(mapped, saved, typed);
  const found = rows.filter((row) => isFound(row, text));
  const put = (at: number | undefined, change: RowChange | undefined): void => {
    editing.edit((draft) => withOwnRow(draft, kind, at, change));
  };
  const row = edited === 'new' ? undefined : edited;
  const apply = (changed: Row): void => {
    put(row?.at, changeFor(changed, row?.inherited));
    setEdited(undefined);
  };
  return (
    <>
      <RowsToolbar
        {...{ text }}
        onFind={setText}
        onAdd={() => {
          setEdited('new');
        }}
      />
      {found.length === 0 ? (
        <Empty title={t('mapping.nothingFound')} />
      ) : (
        <MappingTable
          {...{ kind, mistakes }}
          rows={found}
          onChange={setEdited}
          onRemove={({ at, scim, inherited }) => {
            put(at, inherited === undefined ? undefined : { scim, keycloak: null });
          }}
          onInherit={({ at }) => {
            put(at, undefined);
          }}
        />
      )}
      {edited !== undefined && (
        <RowEditor
          {...{ kind, editing }}
          shown={row}
          onApply={apply}
          onCancel={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}
