import { Label, LabelGroup, MenuToggle, type DropdownProps } from '@patternfly/react-core';
import EllipsisVIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { ActionsColumn, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Mistakes } from '../../configuration/fields/RuleField.tsx';
import { mistakesAt, type Mistake } from '../../configuration/mistakes.ts';
import type { Kind, Row, ShownRow } from './rows.ts';
import { defaultOf } from './transforms.ts';

/** What can be done with a row. */
export interface RowActions {
  readonly onChange: (row: ShownRow) => void;
  readonly onRemove: (row: ShownRow) => void;
  /** Takes back what the realm says of the attribute. */
  readonly onInherit: (row: ShownRow) => void;
}

const ARROWS = { both: '⇄', toKeycloak: '→', toScim: '←' } as const;

function Direction({ row: { direction = 'both' } }: { readonly row: Row }) {
  const { t } = useTranslation();
  const label = t(`mapping.direction.${direction}`);
  return (
    <span role="img" aria-label={label} title={label}>
      {ARROWS[direction]}
    </span>
  );
}

function Absent({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  const value = defaultOf(row);
  if (value === undefined && row.required !== true) return null;
  return (
    <div>
      <small>
        {t('mapping.absent')}: {value === undefined ? t('mapping.refused') : <code>{String(value)}</code>}
      </small>
    </div>
  );
}

function Target({ row }: { readonly row: ShownRow }) {
  const { t } = useTranslation();
  if (row.row === undefined) return t('mapping.notMapped');
  const { keycloak, principal, mirror = [] } = row.row;
  const others = [principal, ...(typeof mirror === 'string' ? [mirror] : mirror)];
  return (
    <>
      <Direction row={row.row} /> <code className="scim-code">{keycloak}</code>
      {others
        .filter((target) => target !== undefined)
        .map((target) => (
          <div key={target}>
            <small>
              {t('mapping.also')} <code className="scim-code">{target}</code>
            </small>
          </div>
        ))}
      <Absent row={row.row} />
    </>
  );
}

function Source({ row }: { readonly row: ShownRow }) {
  const { t } = useTranslation();
  return (
    <LabelGroup>
      <Label isCompact variant={row.source === 'realm' ? 'filled' : 'outline'}>
        {t(`mapping.source.${row.source}`)}
      </Label>
      {row.isEdited ? (
        <Label isCompact status="warning">
          {t('mapping.unsaved')}
        </Label>
      ) : null}
    </LabelGroup>
  );
}

/** A dialog that an action opens gives the focus back to what had it: the toggle, since the action is gone by then. */
const FOCUSES_TOGGLE: Pick<DropdownProps, 'shouldFocusToggleOnSelect'> = { shouldFocusToggleOnSelect: true };

function RowMenu({ row, actions }: { readonly row: ShownRow; readonly actions: RowActions }) {
  const { t } = useTranslation();
  const items = [
    { title: t('mapping.change'), isOffered: true, onClick: actions.onChange },
    { title: t('mapping.remove'), isOffered: row.row !== undefined, onClick: actions.onRemove },
    {
      title: t('mapping.inherit'),
      isOffered: row.at !== undefined && row.inherited !== undefined,
      onClick: actions.onInherit,
    },
  ];
  return (
    <ActionsColumn
      items={items
        .filter(({ isOffered }) => isOffered)
        .map(({ title, onClick }) => ({
          title,
          onClick: () => {
            onClick(row);
          },
        }))}
      popperProps={{ position: 'end' }}
      {...FOCUSES_TOGGLE}
      actionsToggle={({ onToggle, isOpen, isDisabled, toggleRef }) => (
        <MenuToggle
          ref={toggleRef}
          variant="plain"
          icon={<EllipsisVIcon />}
          aria-label={t('mapping.actionsOf', { scim: row.scim })}
          isExpanded={isOpen}
          isDisabled={isDisabled}
          onClick={onToggle}
        />
      )}
    />
  );
}

/** A path of SCIM, which wraps after the colons of its URN. */
const ScimPath = ({ path }: { readonly path: string }) => (
  <code className="scim-code scim-path">
    {path.split(/(?<=:)/).map((part, at) => (
      // The parts of a path have no other identity than their place.
      <Fragment key={at}>
        {at > 0 && <wbr />}
        {part}
      </Fragment>
    ))}
  </code>
);

/** What is wrong in a row, below it and as wide. */
function RowMistakes({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  if (mistakes.length === 0) return null;
  return (
    <Tr>
      <Td colSpan={4}>
        <Mistakes mistakes={mistakes} />
      </Td>
    </Tr>
  );
}

/** Where Keycloak keeps each SCIM attribute, with what was typed. */
export function MappingTable({
  kind,
  rows,
  mistakes,
  ...actions
}: RowActions & {
  readonly kind: Kind;
  readonly rows: readonly ShownRow[];
  readonly mistakes: readonly Mistake[];
}) {
  const { t } = useTranslation();
  const [scim, keycloak, source] = [t('mapping.scim'), t('mapping.keycloak'), t('mapping.source')];
  return (
    <Table aria-label={t('page.mapping')} variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>{scim}</Th>
          <Th width={45}>{keycloak}</Th>
          <Th modifier="fitContent">{source}</Th>
          <Th screenReaderText={t('mapping.actions')} />
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Fragment key={row.scim}>
            <Tr>
              <Td dataLabel={scim} modifier="breakWord">
                <ScimPath path={row.scim} />
              </Td>
              <Td dataLabel={keycloak} modifier="breakWord">
                <Target row={row} />
              </Td>
              <Td dataLabel={source}>
                <Source row={row} />
              </Td>
              <Td isActionCell>
                <RowMenu row={row} actions={actions} />
              </Td>
            </Tr>
            {row.at !== undefined && (
              <RowMistakes
                mistakes={mistakesAt(mistakes, `/config/mapping/${kind}/${row.at}`, { below: true })}
              />
            )}
          </Fragment>
        ))}
      </Tbody>
    </Table>
  );
}
