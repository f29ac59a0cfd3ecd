import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../api/sessionContext.ts';

/** Leads from a realm to all realms, for those who see more than one. */
export function RealmChooser({ realm }: { readonly realm: string }) {
  const { t } = useTranslation();
  const { realm: homeRealm } = useSession();
  if (homeRealm === realm) return null;
  return (
    <p className="scim-realm-chooser">
      <Link to="/">{t('shell.allRealms')}</Link>
    </p>
  );
}
