import {
  FormGroup,
  FormGroupLabelHelp,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Popover,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mistakeText } from '../../i18n/bridgeTexts.ts';
import type { Mistake } from '../mistakes.ts';
import { useRules } from '../rules.ts';

/** The id of the control for a rule. */
export const idOf = (path: string): string => `rule-${path.replaceAll('.', '-')}`;

/** The key of the texts of a rule: indices in its path do not count. */
export const textOf = (page: string, path: string): string => `${page}.${path.replace(/\.\d+(?=\.|$)/g, '')}`;

/** Explains a label on demand. */
export function LabelHelp({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Popover aria-label={t('form.helpFor', { label })} headerContent={label} bodyContent={children}>
      <FormGroupLabelHelp aria-label={t('form.helpFor', { label })} />
    </Popover>
  );
}

/** What is wrong with what was typed. */
export function Mistakes({ mistakes, id }: { readonly mistakes: readonly Mistake[]; readonly id?: string }) {
  if (mistakes.length === 0) return null;
  return (
    <FormHelperText>
      <HelperText isLiveRegion {...(id === undefined ? {} : { id })}>
        {mistakes.map((mistake) => (
          <HelperTextItem key={`${mistake.pointer} ${mistake.detail}`} variant="error">
            {mistakeText(mistake)}
          </HelperTextItem>
        ))}
      </HelperText>
    </FormHelperText>
  );
}

/** The frame of a control for a rule: its label, its help and the mistakes in it. */
export function RuleField({
  path,
  role,
  isRequired = false,
  children,
}: {
  readonly path: string;
  readonly isRequired?: boolean;
  /** Set where several controls belong to the label. */
  readonly role?: 'group' | 'radiogroup';
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { page, mistakesOf } = useRules();
  const text = textOf(page, path);
  const label = t(text);
  return (
    <FormGroup
      label={label}
      labelHelp={<LabelHelp label={label}>{t(`${text}.help`)}</LabelHelp>}
      fieldId={idOf(path)}
      isRequired={isRequired}
      {...(role === undefined ? {} : { role })}
    >
      {children}
      <Mistakes mistakes={mistakesOf(path, { below: true })} id={`${idOf(path)}-mistakes`} />
    </FormGroup>
  );
}
