import {
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextArea,
  type TextAreaProps,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';

/** A text area for JSON, with what keeps its text from being JSON below it. */
export function JsonArea({
  mistake,
  onChange,
  ...props
}: Pick<TextAreaProps, 'id' | 'aria-label' | 'rows'> & {
  readonly value: string;
  readonly mistake: string | undefined;
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextArea
        {...props}
        className="scim-code"
        resizeOrientation="vertical"
        spellCheck={false}
        validated={mistake === undefined ? 'default' : 'error'}
        onChange={(_event, text) => {
          onChange(text);
        }}
      />
      {mistake !== undefined && (
        <FormHelperText>
          <HelperText isLiveRegion>
            <HelperTextItem variant="error">{t('mapping.noJson', { mistake })}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </>
  );
}
