import type { Step } from './cycle.ts';

/** Width of a terminal that everybody has. */
const COLUMNS = 80;

/** Breaks a text at blanks into lines of one column, with a label before the first. */
function labelled(label: string, text: string): string[] {
  const width = COLUMNS - label.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, i) => `${i === 0 ? label : ' '.repeat(label.length)}${text}`);
}

/** The steps of the provisioning cycle, each with the user in Keycloak where the step has changed it. */
export function stepsText(steps: readonly Step[]): string {
  let before = '-';
  return steps
    .flatMap(({ step, request, status, said, keycloak }, i) => {
      const changed = keycloak !== before;
      before = keycloak;
      return [
        `${String(i + 1).padStart(3)}  ${step.padEnd(36)} ${request.padEnd(22)} ${status}`,
        ...(said === '' ? [] : labelled('     answer    ', said)),
        ...(changed ? labelled('     Keycloak  ', keycloak) : []),
      ];
    })
    .join('\n');
}

/** What a newcomer needs to send SCIM requests. */
export const clientText = (scimUrl: string, token: string): string => `As a SCIM client (copy and paste):

  export SCIM=${scimUrl}
  export TOKEN=${token}

  curl -s -H "Authorization: Bearer $TOKEN" $SCIM/Users

  curl -s -H "Authorization: Bearer $TOKEN" \\
    -H "Content-Type: application/scim+json" $SCIM/Users -d '{
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
      "userName": "bob@example.com",
      "name": {"givenName": "Bob", "familyName": "Ray"}}'

  curl -s -G -H "Authorization: Bearer $TOKEN" $SCIM/Users \\
    --data-urlencode 'filter=userName eq "bob@example.com"'`;

/** What the operator's commands need to know. */
export interface OperatorsView {
  readonly realm: string;
  /** A realm in which SCIM is not switched on yet. */
  readonly plainRealm: string;
  readonly publicUrl: string;
  readonly managementUrl: string;
  readonly bridgeSecret: string;
  readonly keycloakUrl: string;
  readonly adminUser: string;
  /** The administrator's password; `undefined` if it is the user's own, and not for the screen. */
  readonly adminPassword: string | undefined;
}

/** What a newcomer needs to run the operator's commands. */
export const operatorText = (
  view: OperatorsView,
): string => `As the realm's operator (in another terminal, in this folder):

  export KEYCLOAK_URL=${view.keycloakUrl} KEYCLOAK_ADMIN=${view.adminUser}
  export KEYCLOAK_ADMIN_PASSWORD=${view.adminPassword ?? '…   # the one of this demo'}
  export PUBLIC_URL=${view.publicUrl} MANAGEMENT_URL=${view.managementUrl}
  export KEYCLOAK_CLIENT_SECRET=${view.bridgeSecret}   # the bridge's

  npm run realm-config -- enable ${view.plainRealm}        # switch SCIM on for one more realm
  npm run realm-config -- test ${view.plainRealm}          # call it as an identity provider does
  npm run realm-config -- status ${view.realm} ${view.plainRealm}
  npm run realm-config -- log ${view.realm}           # what was just done, and what came of it
  npm run realm-config -- token list ${view.realm}    # also: connection, token rotate, disable
  npm run realm-config -- explain ${view.realm} GET '/Users?filter=userName eq "bob@example.com"'`;

/** What a newcomer needs to use the console. */
export const consoleText = ({
  realm,
  managementUrl,
  operator,
  isOurs,
  keycloak,
}: {
  readonly realm: string;
  readonly managementUrl: string;
  readonly operator: { readonly username: string; readonly password: string };
  /** Whether Keycloak is the demo's own: then the console of all realms is there as well. */
  readonly isOurs: boolean;
  readonly keycloak: { readonly adminUser: string; readonly adminPassword: string };
}): string => `In a browser, the console of the realm (${operator.username} / ${operator.password}):
  ${managementUrl}/realms/${realm}/scim/console/
${
  isOurs
    ? `  All realms (${keycloak.adminUser} / ${keycloak.adminPassword}): ${managementUrl}/realms/master/scim/console/\n`
    : ''
}  "Connect an identity provider" there has a light; this plays a provider, in another terminal:
  npm run demo -- --idp entra
`;
