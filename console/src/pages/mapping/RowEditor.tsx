import {
  Button,
  ExpandableSection,
  Form,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mistakes } from '../../configuration/fields/RuleField.tsx';
import { mistakesAt, type Mistake } from '../../configuration/mistakes.ts';
import { RulesContext, type Rules } from '../../configuration/rules.ts';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { useValidation } from '../../configuration/useValidation.ts';
import { fieldOf, FIRST_FIELDS, moreFields, ROW_FIELDS, saysMore, withField } from './rowFields.ts';
import { RowField } from './RowField.tsx';
import { RowJson } from './RowJson.tsx';
import { beginsTarget, isTarget } from './targets.ts';
import { changeFor, ownRows, withOwnRow, type Kind, type Row, type ShownRow } from './rows.ts';

/** A row that says nothing yet. */
const EMPTY: Row = { scim: '', keycloak: 'attributes.' };

/** What is edited: a row of the table, or a new one if it is absent. */
interface EditedRow {
  readonly kind: Kind;
  readonly editing: Editing;
  readonly shown: ShownRow | undefined;
}

/** Has the bridge check the mapping with the row as it stands in the form; the mistakes in it, by pointers below the row. */
function useRowMistakes({ kind, editing, shown }: EditedRow, row: Row): readonly Mistake[] {
  const { draft } = editing;
  const at = shown?.at;
  const change = useMemo(() => changeFor(row, shown?.inherited), [row, shown]);
  const tried = useMemo(
    () => (draft === undefined ? undefined : withOwnRow(draft, kind, at, change)),
    [draft, kind, at, change],
  );
  const { mistakes } = useValidation({ draft: tried, isChanged: row.scim !== '', error: null });
  if (change === undefined) return [];
  const place = `/config/mapping/${kind}/${at ?? ownRows(draft?.config.mapping, kind).length}`;
  return mistakesAt(mistakes, place, { below: true }).map((mistake) => ({
    ...mistake,
    pointer: mistake.pointer.slice(place.length),
  }));
}

const pointerOf = (path: string): string => `/${path.replaceAll('.', '/')}`;

/** The mistakes that no field shows. */
const elsewhere = (mistakes: readonly Mistake[]): readonly Mistake[] =>
  mistakes.filter(({ pointer }) => !Object.hasOwn(ROW_FIELDS, pointer.split('/')[1] ?? ''));

/** Edits every member of a row of the mapping, or of a new one. */
export function RowEditor({
  onApply,
  onCancel,
  ...edited
}: EditedRow & {
  readonly onApply: (row: Row) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { kind, shown } = edited;
  const { inherited } = shown ?? {};
  const isNew = shown === undefined;
  const [row, setRow] = useState<Row>(shown?.row ?? inherited ?? EMPTY);
  const [isReadable, setReadable] = useState(true);
  const [isOpen, setOpen] = useState(() => saysMore(row));
  const known = useRowMistakes(edited, row);
  const target = row.keycloak.trim();
  const mistakes = beginsTarget(kind, target)
    ? known
    : [{ pointer: '/keycloak', detail: t('mapping.keycloak.wrong', { name: target }) }];
  const more = moreFields(row);
  const hasMoreMistakes = more.some(
    (name) => mistakesAt(mistakes, pointerOf(name), { below: true }).length > 0,
  );
  const isComplete = row.scim.trim() !== '' && isTarget(kind, target) && isReadable;
  const rules: Rules = {
    page: 'mapping',
    valueAt: (path) => fieldOf(row, path as keyof Row),
    replace(path, value) {
      setRow(withField(row, inherited, path as keyof Row, value));
    },
    mistakesOf: (path, options) => mistakesAt(mistakes, pointerOf(path), options),
  };
  const apply = (): void => {
    if (isComplete) onApply({ ...row, scim: row.scim.trim(), keycloak: target });
  };
  const field = (name: keyof Row) => <RowField key={name} {...{ kind, name, isNew, inherited }} />;
  return (
    <Modal isOpen variant="medium" onClose={onCancel} aria-labelledby={`${id}-title`}>
      <ModalHeader
        labelId={`${id}-title`}
        title={isNew ? t('mapping.add') : t('mapping.changeOf', { scim: row.scim })}
      />
      <ModalBody tabIndex={0}>
        <RulesContext value={rules}>
          <Form
            id={id}
            onSubmit={(event) => {
              event.preventDefault();
              apply();
            }}
          >
            <Mistakes mistakes={elsewhere(mistakes)} />
            {FIRST_FIELDS.map(field)}
            <ExpandableSection
              className="scim-more"
              toggleText={t('mapping.more')}
              isExpanded={isOpen || hasMoreMistakes}
              onToggle={(_event, isExpanded) => {
                setOpen(isExpanded);
              }}
            >
              <div className="pf-v6-c-form">{more.map(field)}</div>
            </ExpandableSection>
            <RowJson {...{ row, inherited }} onChange={setRow} onReadable={setReadable} />
          </Form>
        </RulesContext>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} isDisabled={!isComplete}>
          {t('mapping.apply')}
        </Button>
        <Button variant="link" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
