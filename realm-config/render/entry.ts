import type { ShownEntry } from '../../bridge/admin/contract.ts';
import { localTime } from './localTime.ts';
import { plain } from './escapeTerminal.ts';

/** Longest client and target that are shown whole. */
const MAX_TEXT = 60;

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

/** Who asked: the credential and the account it acts as, where that says more, and the client. */
function askedBy({ kind, credential, client, address }: ShownEntry): string {
  const told = kind === 'audit' || credential?.account === credential?.label;
  const account = told || credential?.account === undefined ? '' : ` (${credential.account})`;
  const who = credential === undefined ? 'nobody known' : `${credential.label}${account}`;
  return [who, client ?? address].filter((text) => text !== undefined).join(', ');
}

/** An entry on one line: when, what, what came of it, who, how long. */
export function entryLine(entry: ShownEntry): string {
  const { time, kind, status, method, target, resource, outcome, milliseconds, count = 1 } = entry;
  const name = resource?.name === undefined ? '' : ` "${resource.name}"`;
  const many = count > 1 ? ` (${count} times)` : '';
  const text = `${method} ${cut(target)}${name}: ${outcome}${many} [${cut(askedBy(entry))}] ${milliseconds} ms`;
  return `${localTime(new Date(time))} ${kind.padEnd(7)} ${status} ${plain(text)}`;
}

/** What else an entry says, a line each. */
export function entryDetails(entry: ShownEntry): string[] {
  const { id, requestId, credential, address, error, quirks, ignored, keycloak, asked, resource } = entry;
  const details: [name: string, text: string | undefined][] = [
    ['entry', `${id}, request ${requestId}`],
    ['resource', resource?.id === undefined ? undefined : `${resource.type} ${resource.id}`],
    ['credential', credential?.id],
    ['address', address],
    ['error', error],
    ['quirks', quirks.length === 0 ? undefined : quirks.join(', ')],
    ['ignored', ignored.length === 0 ? undefined : ignored.join(', ')],
    ...keycloak.map(({ call, outcome, status, milliseconds }): [string, string] => [
      'keycloak',
      `${call}: ${outcome}${status === undefined ? '' : ` ${status}`}, ${milliseconds} ms`,
    ]),
    ['asked', asked === undefined ? undefined : JSON.stringify(asked)],
  ];
  return details
    .filter((detail): detail is [string, string] => detail[1] !== undefined)
    .map(([name, text]) => `    ${name.padEnd(11)}${plain(text)}`);
}
