import { FormSection } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../components/PageFrame.tsx';
import { ListRule } from '../../configuration/fields/ListRule.tsx';
import { RulesForm } from '../../configuration/RulesForm.tsx';
import { MayDisable } from './MayDisable.tsx';

/** Roles of `realm-management` that let somebody take over users, clients or the realm. */
const ROLES = ['realm-admin', 'manage-users', 'manage-realm', 'manage-clients', 'impersonation'];

/** Which users SCIM can read, but not change. */
export function Page() {
  const { t } = useTranslation();
  return (
    <PageFrame name="protection">
      <RulesForm page="protection" before={(editing) => <MayDisable editing={editing} />}>
        <FormSection title={t('protection.rules')} titleElement="h2">
          <ListRule path="protection.breakGlass" />
          <ListRule path="protection.administrationRoles" suggestions={ROLES} />
        </FormSection>
      </RulesForm>
    </PageFrame>
  );
}
