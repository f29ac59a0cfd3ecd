import {
  Button,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  FormGroup,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { useTranslation } from 'react-i18next';
import { ClientRolesRule } from '../../configuration/fields/ClientRolesRule.tsx';
import { TextRule } from '../../configuration/fields/fields.tsx';
import { ListRule } from '../../configuration/fields/ListRule.tsx';
import { idOf, LabelHelp, Mistakes } from '../../configuration/fields/RuleField.tsx';
import { useRules } from '../../configuration/rules.ts';

const PATH = 'groups.roles';

/** The roles that groups get because of their names. */
export function GroupRoles() {
  const { t } = useTranslation();
  const { valueAt, replace, mistakesOf } = useRules();
  const value = valueAt(PATH);
  const rules: readonly unknown[] = Array.isArray(value) ? value : [];
  const areGroupsRoles = valueAt('groups.as') === 'roles';
  if (areGroupsRoles && rules.length === 0) return null;
  const label = t('onboarding.groups.roles');
  return (
    <FormGroup
      label={label}
      role="group"
      fieldId={idOf(PATH)}
      labelHelp={<LabelHelp label={label}>{t('onboarding.groups.roles.help')}</LabelHelp>}
    >
      <Mistakes mistakes={mistakesOf(PATH)} />
      <Stack hasGutter>
        {rules.map((_rule, at) => (
          <StackItem key={at}>
            <Card variant="secondary" isCompact>
              <CardHeader
                actions={{
                  actions: (
                    <Button
                      variant="link"
                      onClick={() => {
                        const others = rules.filter((_other, i) => i !== at);
                        replace(PATH, others.length === 0 ? undefined : others);
                      }}
                    >
                      {t('onboarding.removeRule', { number: at + 1 })}
                    </Button>
                  ),
                }}
              >
                <CardTitle component="h3">{t('onboarding.rule', { number: at + 1 })}</CardTitle>
              </CardHeader>
              <CardBody>
                <Mistakes mistakes={mistakesOf(`${PATH}.${at}`)} />
                <Stack hasGutter>
                  <TextRule path={`${PATH}.${at}.group`} />
                  <ListRule path={`${PATH}.${at}.realmRoles`} />
                  <ClientRolesRule path={`${PATH}.${at}.clientRoles`} />
                </Stack>
              </CardBody>
            </Card>
          </StackItem>
        ))}
        <StackItem>
          <Button
            id={idOf(PATH)}
            variant="link"
            icon={<PlusCircleIcon />}
            onClick={() => {
              replace(PATH, [...rules, {}]);
            }}
          >
            {t('onboarding.addRule')}
          </Button>
        </StackItem>
      </Stack>
    </FormGroup>
  );
}
