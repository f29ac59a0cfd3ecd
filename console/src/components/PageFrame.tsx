import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'react-router';

/** A page: its name as heading, what it is for in a sentence, its actions, and what it shows. */
export function PageFrame({
  name,
  actions,
  children,
}: {
  /** The page's name among the texts: `page.<name>` and `<name>.intro`. */
  readonly name: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { realm } = useParams();
  const { key, hash } = useLocation();
  // Whoever opens the console begins at its top.
  const [isFirst] = useState(key === 'default');
  const heading = useRef<HTMLHeadingElement>(null);
  const title = t(`page.${name}`);
  useEffect(() => {
    document.title = [title, realm, 'SCIM'].filter((part) => part !== undefined).join(' · ');
    // Whoever uses the keyboard or a screen reader goes on at the new page, not in the navigation.
    // A fragment names a place further down.
    if (!isFirst) heading.current?.focus({ preventScroll: hash !== '' });
  }, [title, realm, isFirst, hash]);
  return (
    <>
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
          <FlexItem>
            <Title headingLevel="h1" ref={heading} tabIndex={-1}>
              {title}
            </Title>
          </FlexItem>
          {actions !== undefined && <FlexItem>{actions}</FlexItem>}
        </Flex>
        <Content component="p">{t(`${name}.intro`)}</Content>
      </PageSection>
      <PageSection isFilled>{children}</PageSection>
    </>
  );
}
