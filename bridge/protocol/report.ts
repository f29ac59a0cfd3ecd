import { AsyncLocalStorage } from 'node:async_hooks';
import { isObject, textAt, type Json, type JsonObject } from '../../scim/json.ts';
import type { ErrorCode, ScimError } from '../../scim/errors.ts';
import type { Refusal } from '../credentials/refusals.ts';
import type { Change, ValueHolder, Versions } from '../lifecycle/context.ts';

/** A call to Keycloak and its outcome. */
interface ReportedCall {
  readonly call: string;
  readonly outcome: string;
  readonly status?: number;
  readonly milliseconds: number;
}

/** The facts about a request and its handling, from which log line, metrics and journal entry are made. */
export interface Facts {
  readonly requestId: string;
  /** The realm name in the path; the realm may not exist. */
  realm?: string;
  /** Whether the realm is known to exist; only then the request gets a journal entry. */
  realmExists?: boolean;
  /** The credential that was accepted. */
  credential?: { readonly id: string; readonly label: string; readonly account?: string };
  /** Path and query below the realm's SCIM URL. */
  target?: string;
  /** Whether the request asks for a change. */
  writes?: boolean;
  /** The resource that the request addresses. */
  resource?: { type: string; id?: string; name?: string };
  /** Every name and e-mail address of that resource which was read or written. */
  aliases?: readonly string[];
  /** The user or group that has the value that the request asked for. */
  conflict?: ValueHolder;
  /** The number of results of a list. */
  resultCount?: number;
  /** The body of a request for a change. */
  requestBody?: Json;
  /** The stable code of the error that was answered. */
  error?: ErrorCode;
  /** Why the credential was refused. */
  refusal?: Refusal;
  /** The static token of another realm that was sent as the credential, if it was made by this bridge. */
  strayToken?: { readonly realm: string; readonly id: string; readonly label: string } | undefined;
  /** The sentence of the error for the client. */
  detail?: string;
  /** The sentence of the error for operators. */
  hint?: string;
  /** Whether the request repeats others, and is therefore counted and not logged. */
  quiet?: boolean;
  /** In mode `observe`: the calls to Keycloak that were not made. */
  observed?: string[];
  readonly quirks: string[];
  /** Paths in the request that were ignored. */
  readonly ignored: string[];
  /** Sentences for operators about what was done. */
  readonly notes: string[];
  /** The changes that were made. */
  readonly changes: Change[];
  /** Reads the attributes before and after the change that was made. */
  versions?: () => Versions;
  readonly keycloak: ReportedCall[];
}

/** A change that a request asks for, before it is made; `id` is empty if the resource is new. */
interface RequestedChange {
  readonly type: 'User' | 'Group';
  readonly id: string;
  readonly body: Json | undefined;
}

/** Collects the facts about one request while it is served. */
export interface Report {
  readonly facts: Facts;
  /** The reports of the operations of a request that has several. */
  readonly children: readonly Report[];
  /** A quirk rewrote the request. */
  readonly quirk: (name: string) => void;
  /** A path in the request was ignored. */
  readonly ignored: (path: string) => void;
  /** Adds a sentence for operators. */
  readonly note: (sentence: string) => void;
  /** The userName or displayName of the addressed resource, as Keycloak has it, and its other names and addresses. */
  readonly named: (name: string, aliases?: readonly (string | undefined)[]) => void;
  /** Whether the name of the addressed resource, as Keycloak has it, is known. */
  readonly isNamed: () => boolean;
  /** Another user or group has the value that the request asked for. */
  readonly conflictsWith: (holder: ValueHolder) => void;
  /** A change was made. */
  readonly did: (change: Change) => void;
  /** A user or group was written; the versions are read only if they are recorded. */
  readonly wrote: (versions: () => Versions) => void;
  /** The request asks for a change. */
  change(change: RequestedChange): void;
  /** A call to Keycloak has ended. */
  keycloakCall(call: ReportedCall): void;
  /** The realm is in mode `observe`; returns the function that notes a call that is not made. */
  observe(): (call: string) => void;
  /** The request was answered with an error. */
  failed(error: ScimError): void;
  /** The request was answered. */
  answered(body: JsonObject | undefined): void;
  /** Begins the report of one operation of the request. */
  child(): Report;
}

/** The userName or displayName in a body; `undefined` if there is none. */
function nameIn(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  const name = textAt(body, 'userName') || textAt(body, 'displayName');
  return name === '' ? undefined : name;
}

/** Begins the report of a request. */
export function createReport(requestId: string): Report {
  const facts: Facts = { requestId, quirks: [], ignored: [], notes: [], changes: [], keycloak: [] };
  const children: Report[] = [];
  /** The name of the addressed resource, as Keycloak has it. */
  let currentName: string | undefined;

  /** Sets the addressed resource: id and name come from the response if it has them, otherwise from the request. */
  function setResource(type: string, id: string, body: JsonObject | undefined): void {
    const name = nameIn(body) ?? currentName ?? nameIn(facts.requestBody);
    const knownId = id === '' ? textAt(body ?? {}, 'id') : id;
    facts.resource = {
      type,
      ...(knownId === '' ? {} : { id: knownId }),
      ...(name === undefined ? {} : { name }),
    };
  }

  return {
    facts,
    children,
    quirk: (name) => facts.quirks.push(name),
    ignored: (path) => facts.ignored.push(path),
    note: (sentence) => facts.notes.push(sentence),
    named(name, aliases = []) {
      const known = [...(facts.aliases ?? []), name, ...aliases].filter(
        (text) => text !== undefined && text !== '',
      );
      facts.aliases = [...new Set(known as string[])];
      if (name === '') return;
      currentName = name;
      if (facts.resource !== undefined) facts.resource = { ...facts.resource, name };
    },
    isNamed: () => currentName !== undefined,
    conflictsWith(holder) {
      facts.conflict = holder;
    },
    did: (change) => facts.changes.push(change),
    wrote(versions) {
      facts.versions = versions;
    },
    change({ type, id, body }) {
      facts.writes = true;
      if (body !== undefined) facts.requestBody = body;
      setResource(type, id, undefined);
    },
    keycloakCall: (call) => facts.keycloak.push(call),
    observe() {
      const calls: string[] = [];
      facts.observed = calls;
      return (call) => calls.push(call);
    },
    failed({ code, message, hint }) {
      facts.error = code;
      facts.detail = message;
      if (hint !== undefined) facts.hint = hint;
    },
    answered(body) {
      const { resource } = facts;
      if (typeof body?.totalResults === 'number') facts.resultCount = body.totalResults;
      if (resource !== undefined) setResource(resource.type, resource.id ?? '', body);
    },
    child() {
      const child = createReport(requestId);
      children.push(child);
      return child;
    },
  };
}

const storage = new AsyncLocalStorage<Report>();

/** Runs work for a request; {@link currentReport} returns the request's report within it. */
export const reportedIn = <T>(report: Report, work: () => T): T => storage.run(report, work);

/** The report of the request that is being served; `undefined` outside of requests. */
export const currentReport = (): Report | undefined => storage.getStore();
