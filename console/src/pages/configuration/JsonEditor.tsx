import { Button, FormGroup, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** A mistake with its line. */
export interface LineMistake {
  readonly line: number;
  readonly sentence: string;
}

/** The fewest lines for which there is room. */
const MIN_LINES = 16;

/** Where a line begins and ends in a text. */
function rangeOf(text: string, line: number): readonly [number, number] {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}

/** A text with numbered lines; each mistake is marked at its line and leads there. */
export function JsonEditor({
  text,
  mistakes,
  onChange,
}: {
  readonly text: string;
  readonly mistakes: readonly LineMistake[];
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lineCount = text.split('\n').length;
  const sentences = Map.groupBy(mistakes, ({ line }) => line);
  const numbers = Array.from({ length: lineCount }, (_none, at) => at + 1);
  const goTo = (line: number): void => {
    area.current?.focus();
    area.current?.setSelectionRange(...rangeOf(text, line));
  };
  return (
    <FormGroup label={t('configuration.text')} fieldId={id}>
      <div className="scim-editor">
        <div aria-hidden className="scim-editor__numbers">
          {numbers.map((line) => (
            <div key={line} className={sentences.has(line) ? 'scim-editor__wrong' : undefined}>
              {sentences.has(line) ? '! ' : ''}
              {line}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          id={id}
          className="scim-editor__text"
          value={text}
          rows={Math.max(MIN_LINES, lineCount)}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={mistakes.length > 0}
          aria-describedby={`${id}-mistakes`}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
        <div aria-hidden className="scim-editor__notes">
          {numbers.map((line) => (
            <div key={line} className="scim-one-line scim-editor__wrong">
              {sentences
                .get(line)
                ?.map(({ sentence }) => sentence)
                .join(' ') ?? '\u00a0'}
            </div>
          ))}
        </div>
      </div>
      <FormHelperText>
        <HelperText isLiveRegion id={`${id}-mistakes`}>
          {mistakes.map(({ line, sentence }) => (
            <HelperTextItem key={`${line} ${sentence}`} variant="error">
              <Button
                variant="link"
                isInline
                onClick={() => {
                  goTo(line);
                }}
              >
                {t('configuration.line', { line })}
              </Button>{' '}
              {sentence}
            </HelperTextItem>
          ))}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
