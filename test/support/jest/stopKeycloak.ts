import { shared } from './startKeycloak.ts';

/** Ends the Keycloak of this test run, once. */
export default async (): Promise<void> => {
  const keycloak = await shared.testKeycloak;
  delete shared.testKeycloak;
  delete shared.testAdministrator;
  await keycloak?.stop();
};
