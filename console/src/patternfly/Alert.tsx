import { Alert as PatternFlyAlert, type AlertProps } from '@patternfly/react-core';

/** An alert whose title is a paragraph by default: PatternFly makes it a heading of level four, which skips levels on our pages. */
export const Alert = ({ component = 'p', ...props }: AlertProps) => (
  <PatternFlyAlert component={component} {...props} />
);
