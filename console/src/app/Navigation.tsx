import { Nav, NavGroup, NavItem, PageContext } from '@patternfly/react-core';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { SECTIONS } from './pages.ts';
import { RealmChooser } from './RealmChooser.tsx';

/** The pages about a realm, by section. */
export function Navigation({ realm }: { readonly realm: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { isMobile, isSidebarOpen, onSidebarToggle } = use(PageContext);
  const base = `/${encodeURIComponent(realm)}`;
  return (
    <>
      <RealmChooser realm={realm} />
      <Nav
        aria-label={t('shell.navigation')}
        onSelect={() => {
          // On a narrow screen it lies over the page.
          if (isMobile && isSidebarOpen) onSidebarToggle();
        }}
      >
        {SECTIONS.map((section) => (
          <NavGroup key={section.name} title={t(`section.${section.name}`)}>
            {section.pages.map(({ name }) => (
              <NavItem key={name} itemId={name} isActive={pathname.startsWith(`${base}/${name}`)}>
                <Link to={`${base}/${name}`}>{t(`page.${name}`)}</Link>
              </NavItem>
            ))}
          </NavGroup>
        ))}
      </Nav>
    </>
  );
}
