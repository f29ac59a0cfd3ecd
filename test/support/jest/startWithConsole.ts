import { buildConsole } from '../../../dev/console/build.ts';
import startKeycloak from './startKeycloak.ts';

/** Builds the console, and starts the Keycloak that its tests share. */
export default async (): Promise<void> => {
  await Promise.all([buildConsole(), startKeycloak()]);
};
