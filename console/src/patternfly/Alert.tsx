import { Alert as PatternFlyAlert, type AlertProps } from '@patternfly/react-core';

/** An alert whose title is no heading, unless told otherwise: PatternFly's is one of the fourth level wherever it stands. */
export const Alert = ({ component = 'p', ...props }: AlertProps) => (
  <PatternFlyAlert component={component} {...props} />
);
