import {
  Brand,
  Dropdown,
  DropdownItem,
  DropdownList,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  MenuToggle,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigation, useParams } from 'react-router';
import icon from '../icon.svg';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Navigation } from './Navigation.tsx';
import { useSession } from '../api/sessionContext.ts';

/** Where the skip link leads. */
const MAIN_ID = 'main';

function PersonMenu() {
  const { t } = useTranslation();
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      popperProps={{ position: 'end' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          isExpanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          <span className="scim-account" title={session.userName}>
            {session.userName === '' ? t('shell.account') : session.userName}
          </span>
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => void session.signOut()}>{t('shell.signOut')}</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}

const Header = ({ hasNavigation }: { readonly hasNavigation: boolean }) => {
  const { t } = useTranslation();
  const { realm } = useParams();
  const title = realm === undefined ? t('shell.title') : t('shell.titleOf', { realm });
  return (
    <Masthead className="scim-masthead" display={{ default: 'inline' }}>
      <MastheadMain>
        {hasNavigation && (
          <MastheadToggle>
            <PageToggleButton isHamburgerButton aria-label={t('shell.navigation')} />
          </MastheadToggle>
        )}
        <MastheadBrand>
          <MastheadLogo component={(props: object) => <Link {...props} to="/" />}>
            <Brand src={icon} alt={t('shell.home')} heights={{ default: '32px' }} />
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent alignItems="center" className="scim-header">
            <ToolbarItem className="scim-header__title">
              <strong className="scim-sentence" title={title}>
                {title}
              </strong>
            </ToolbarItem>
            <ToolbarItem align={{ default: 'alignEnd' }}>
              <PersonMenu />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
};

/** The frame of every page. */
export function Layout() {
  const { t } = useTranslation();
  const { realm } = useParams();
  const isMoving = useNavigation().state !== 'idle';
  const sidebar =
    realm === undefined ? undefined : (
      <PageSidebar>
        <PageSidebarBody>
          <Navigation realm={realm} />
        </PageSidebarBody>
      </PageSidebar>
    );
  return (
    <Page
      masthead={<Header hasNavigation={sidebar !== undefined} />}
      sidebar={sidebar}
      isManagedSidebar
      isContentFilled
      mainContainerId={MAIN_ID}
      skipToContent={<SkipToContent href={`#${MAIN_ID}`}>{t('shell.skip')}</SkipToContent>}
    >
      <ConnectionBanner />
      <div aria-busy={isMoving}>
        <Outlet />
      </div>
    </Page>
  );
}
