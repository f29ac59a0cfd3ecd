import type { JournalEntry } from '../../bridge/admin/contract.ts';
import { localTime } from './localTime.ts';

/** Maximum characters of a client or target. */
const MAX_TEXT = 60;

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

/** Who sent the request: the credential, its account if that says more, and the client. */
function senderOf({ kind, credential, client, address }: JournalEntry): string {
  const isKnown = kind === 'audit' || credential?.account === credential?.label;
  const account = isKnown || credential?.account === undefined ? '' : ` (${credential.account})`;
  const who = credential === undefined ? 'nobody known' : `${credential.label}${account}`;
  return [who, client ?? address].filter((text) => text !== undefined).join(', ');
}

/** An entry on one line: time, kind, realm if it is not told otherwise, request, outcome, sender, duration. */
export function entryLine(
  entry: JournalEntry,
  { showsRealm = false }: { readonly showsRealm?: boolean } = {},
): string {
  const { time, kind, status, method, target, resource, outcome, milliseconds, count = 1 } = entry;
  const name = resource?.name === undefined ? '' : ` "${resource.name}"`;
  const times = count > 1 ? ` (${count} times)` : '';
  const realm = showsRealm ? `${entry.realm} ` : '';
  const text = `${realm}${method} ${cut(target)}${name}: ${outcome}${times} [${cut(senderOf(entry))}] ${milliseconds} ms`;
  return `${localTime(new Date(time))} ${kind.padEnd(7)} ${status} ${text}`;
}

const valueText = (value: string | undefined): string =>
  value === undefined ? 'none' : JSON.stringify(value);

/** An attribute before and after a change. */
const changedText = ({ path, from, to }: NonNullable<JournalEntry['attributes']>[number]): string =>
  `${path}: ${valueText(from)} -> ${valueText(to)}`;

/** The other members of an entry, a line each. */
export function entryDetails(entry: JournalEntry): string[] {
  const { id, requestId, credential, address, error, quirks, ignored, keycloak, asked, resource } = entry;
  const { conflict, requestIds = [], attributes = [], moreAttributes } = entry;
  const details: [name: string, text: string | undefined][] = [
    ['entry', requestId === '' ? String(id) : `${id}, request ${requestId}`],
    ['counts', requestIds.length === 0 ? undefined : requestIds.join(', ')],
    ['resource', resource?.id === undefined ? undefined : `${resource.type} ${resource.id}`],
    ['also', resource?.aliases?.join(', ')],
    ['conflict', conflict && `${conflict.type} ${conflict.id ?? ''} "${conflict.name ?? ''}"`],
    ['credential', credential?.id],
    ['address', address],
    ['error', error],
    ['quirks', quirks.length === 0 ? undefined : quirks.join(', ')],
    ['ignored', ignored.length === 0 ? undefined : ignored.join(', ')],
    ...keycloak.map(({ call, outcome, status, milliseconds }): [string, string] => [
      'keycloak',
      `${call}: ${outcome}${status === undefined ? '' : ` ${status}`}, ${milliseconds} ms`,
    ]),
    ...attributes.map((attribute): [string, string] => ['changed', changedText(attribute)]),
    ['changed', moreAttributes === undefined ? undefined : `${moreAttributes} more`],
    ['asked', asked === undefined ? undefined : JSON.stringify(asked)],
  ];
  return details
    .filter((detail): detail is [string, string] => detail[1] !== undefined)
    .map(([name, text]) => `    ${name.padEnd(11)}${text}`);
}
