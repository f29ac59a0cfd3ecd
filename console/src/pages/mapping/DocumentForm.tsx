import { Form, FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { AdminBodies } from '../../../../bridge/admin/contract.ts';
import { SelectRule, TextRule } from '../../configuration/fields/fields.tsx';
import { RulesContext } from '../../configuration/rules.ts';
import type { Editing } from '../../configuration/useConfiguration.ts';
import { useValidation } from '../../configuration/useValidation.ts';
import { mappingRules } from './mappingRules.ts';
import { BEHAVIOURS, DOCUMENT_TEXTS } from './mappingSchema.ts';
import { QuirksField } from './QuirksField.tsx';

/** What a mapping says besides its rows. */
export function DocumentForm({
  mapping: { inherited, quirks },
  editing,
}: {
  readonly mapping: AdminBodies['GET /mapping'];
  readonly editing: Editing;
}) {
  const { t } = useTranslation();
  const { mistakes } = useValidation(editing);
  const inheritedText = (name: keyof typeof inherited.behaviours): string => {
    const value = inherited.behaviours[name];
    const text = value === undefined ? '' : t(`mapping.behaviours.${name}.${value}`);
    return t('mapping.asInherited', { value: text });
  };
  return (
    <RulesContext value={mappingRules(editing, mistakes)}>
      <Form
        isWidthLimited
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <FormSection title={t('mapping.ofBehaviours')} titleElement="h2">
          {BEHAVIOURS.map(({ name, choices }) => (
            <SelectRule
              key={name}
              path={`behaviours.${name}`}
              options={choices}
              absent={inheritedText(name)}
            />
          ))}
        </FormSection>
        <FormSection title={t('mapping.ofQuirks')} titleElement="h2">
          <QuirksField inherited={inherited.quirks} known={quirks} />
        </FormSection>
        <FormSection title={t('mapping.about')} titleElement="h2">
          {DOCUMENT_TEXTS.map((name) => (
            <TextRule key={name} path={name} />
          ))}
        </FormSection>
      </Form>
    </RulesContext>
  );
}
