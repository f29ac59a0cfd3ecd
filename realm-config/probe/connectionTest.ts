import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { MESSAGES } from '../../scim/messages.ts';
import { isScim } from './answers.ts';
import { hostOf, portOf } from '../../bridge/connecting/address.ts';
import type { Provider, TestRequest, Trouble } from '../../providers/connectionTests.ts';
import { detailOf, type Answer, type Reply, type Send } from './request.ts';

/** The result of a provider's connection test. */
export interface TestResult {
  readonly provider: string;
  readonly button: string;
  readonly passed: boolean;
  /** What the provider would show. */
  readonly shows: string;
  /** The request that failed. */
  readonly request?: string;
}

/** Whether an answer is a list whose numbers are numbers (RFC 7644 §3.4.2). */
const isList = ({ json = {} }: Answer): boolean =>
  Array.isArray(json.schemas) &&
  json.schemas.includes(MESSAGES.list) &&
  [json.totalResults, json.startIndex, json.itemsPerPage].every((value) => Number.isInteger(value));

const EXPECTED: Readonly<Record<TestRequest['expects'], (answer: Answer) => boolean>> = {
  emptyList: (answer) => isList(answer) && answer.json?.totalResults === 0,
  list: isList,
  message: isScim,
};

const TROUBLE_OF_CODE: readonly (readonly [codes: RegExp, trouble: Trouble])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'name'],
  [/^ECONNREFUSED$/, 'refused'],
  [/TIMEOUT|ETIMEDOUT/i, 'timeout'],
  [/CERT|SSL|TLS|EPROTO/, 'certificate'],
];

/** What a reply is to a provider; `undefined` if it is what was expected. */
function troubleOf(reply: Reply, expects: TestRequest['expects']): Trouble | undefined {
  if ('code' in reply) return TROUBLE_OF_CODE.find(([codes]) => codes.test(reply.code))?.[1] ?? 'refused';
  const { status } = reply;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'notFound';
  if (status >= 300 && status < 400) return 'redirect';
  if (status !== 200) return 'error';
  return EXPECTED[expects](reply) ? undefined : 'notScim';
}

/** What a provider shows about a reply. */
function shownFor({ failures }: Provider, trouble: Trouble, reply: Reply, url: URL): string {
  const isAnswer = !('code' in reply);
  const reason = isAnswer ? (STATUS_CODES[reply.status] ?? String(reply.status)) : reply.code;
  const detail = isAnswer ? detailOf(reply) || 'no SCIM error message' : 'no answer';
  const words: Readonly<Record<string, string>> = {
    host: hostOf(url),
    port: String(portOf(url)),
    reason: trouble === 'notScim' ? 'Unexpected answer' : reason,
    detail,
  };
  return (failures[trouble] ?? failures.error).replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
}

/** Sends the requests of a provider's connection test, up to the first that fails. */
export async function runConnectionTest(provider: Provider, send: Send, url: URL): Promise<TestResult> {
  const { name, button, requests, success } = provider;
  for (const { target, expects } of requests) {
    const reply = await send({ method: 'GET', target: target.replace('{guid}', randomUUID()) });
    const trouble = troubleOf(reply, expects);
    if (trouble === undefined) continue;
    const shows = shownFor(provider, trouble, reply, url);
    return { provider: name, button, passed: false, shows, request: `GET ${target}` };
  }
  return { provider: name, button, passed: true, shows: success };
}
