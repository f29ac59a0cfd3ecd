import { CONSOLE_CLIENT, consoleClient } from '../consoleClient.ts';
import { step } from './step.ts';

/** Makes the client with which people sign in to the console, or removes it, if that is asked for. */
export const consoleStep = step({
  name: `client ${CONSOLE_CLIENT.clientId}`,
  part: ({ setup }) => setup.parts.consoleClient,
  report: ({ changes: [change] }) => [[`client ${CONSOLE_CLIENT.clientId}`, change?.outcome ?? 'kept']],
  desired: ({ setup, options: { console } }) => console && consoleClient(setup.name, console),
});
