import { ExpandableSection } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JsonArea } from './JsonArea.tsx';
import { changeFor, mergedRow, type Row, type RowChange } from './rows.ts';

/** A text that was typed, and what it says; a mistake if it is no object. */
interface TypedJson {
  readonly text: string;
  readonly row?: Row;
  readonly mistake?: string;
}

function readJson(text: string, inherited: Row | undefined): TypedJson {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { text, mistake: '{ … }' };
    return { text, row: mergedRow(value as RowChange, inherited) };
  } catch (error) {
    return { text, mistake: (error as Error).message };
  }
}

/** The row as the document of the realm says it: what is typed changes the form, and the form changes it. */
export function RowJson({
  row,
  inherited,
  onChange,
  onReadable,
}: {
  readonly row: Row;
  readonly inherited: Row | undefined;
  readonly onChange: (row: Row) => void;
  /** Called after each change of the text: whether it is a JSON object. */
  readonly onReadable: (isReadable: boolean) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<TypedJson>();
  // What was typed stays as it was typed, as long as the form says the same.
  const isCurrent = typed !== undefined && (typed.mistake !== undefined || typed.row === row);
  const text = isCurrent
    ? typed.text
    : JSON.stringify(changeFor(row, inherited) ?? { scim: row.scim }, null, 2);
  const mistake = isCurrent ? typed.mistake : undefined;
  return (
    <ExpandableSection toggleText={t('mapping.asJson')}>
      <JsonArea
        aria-label={t('mapping.asJson')}
        value={text}
        rows={8}
        mistake={mistake}
        onChange={(next) => {
          const read = readJson(next, inherited);
          setTyped(read);
          onReadable(read.mistake === undefined);
          if (read.row !== undefined) onChange(read.row);
        }}
      />
    </ExpandableSection>
  );
}
