import { AsyncLocalStorage } from 'node:async_hooks';
import { isObject, textAt, type Json, type JsonObject } from '../../scim/json.ts';
import type { ScimError } from '../../scim/errors.ts';

/** A call to Keycloak and what came of it. */
interface ReportedCall {
  readonly call: string;
  readonly outcome: string;
  readonly status?: number;
  readonly milliseconds: number;
}

/** What is known of a request and of what was done for it; log line, metrics and journal entry are made of it. */
export interface Facts {
  readonly requestId: string;
  /** The realm in the path, whether there is one or not. */
  realm?: string;
  /** Whether the realm is known to exist; only then does the request belong into its journal. */
  realmExists?: boolean;
  /** The credential that was accepted. */
  credential?: { readonly id: string; readonly label: string; readonly account?: string };
  /** Path and query below the realm's SCIM URL. */
  target?: string;
  /** Whether the request asks for a change. */
  writes?: boolean;
  /** What the request is about. */
  resource?: { type: string; id?: string; name?: string };
  /** The body of a request for a change. */
  requestBody?: Json;
  /** The stable code of the error that was answered. */
  error?: string;
  /** What was answered with the error, for the client. */
  detail?: string;
  /** What the operator should know about that error. */
  hint?: string;
  /** Whether this request is one of many alike, which are counted and not logged. */
  quiet?: boolean;
  /** Calls that would have changed something, where the realm only observes. */
  observed?: string[];
  readonly quirks: string[];
  /** Paths in the request that were passed over. */
  readonly ignored: string[];
  /** What an operator should know of what was done. */
  readonly notes: string[];
  readonly keycloak: ReportedCall[];
}

/** A change that a request asks for, before it is made; `id` is empty where the resource is new. */
interface RequestedChange {
  readonly type: 'User' | 'Group';
  readonly id: string;
  readonly body: Json | undefined;
}

/** Takes in everything that happens while one request is served. */
export interface Report {
  readonly facts: Facts;
  /** The reports of the operations that the request consists of, where it consists of several. */
  readonly children: readonly Report[];
  /** A quirk had something to do. */
  readonly quirk: (name: string) => void;
  /** Something in the request was passed over. */
  readonly ignored: (path: string) => void;
  /** Something that an operator should know, in a sentence. */
  readonly note: (sentence: string) => void;
  /** The request asks for a change. */
  change(change: RequestedChange): void;
  /** A call to Keycloak has ended. */
  keycloakCall(call: ReportedCall): void;
  /** The realm only observes: `observed` has the calls that are not made. */
  observe(): (call: string) => void;
  /** The request was answered with an error. */
  failed(error: ScimError): void;
  /** The request was answered. */
  answered(body: JsonObject | undefined): void;
  /** Begins the report of one operation of the request. */
  child(): Report;
}

/** The name of a user or group in a body. */
function nameIn(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  const name = textAt(body, 'userName') || textAt(body, 'displayName');
  return name === '' ? undefined : name;
}

/** Begins the report of a request. */
export function createReport(requestId: string): Report {
  const facts: Facts = { requestId, quirks: [], ignored: [], notes: [], keycloak: [] };
  const children: Report[] = [];

  /** Ids and names of what was answered, else of what was asked. */
  function about(type: string, id: string, body: JsonObject | undefined): void {
    const name = nameIn(body) ?? nameIn(facts.requestBody);
    const known = id === '' ? textAt(body ?? {}, 'id') : id;
    facts.resource = {
      type,
      ...(known === '' ? {} : { id: known }),
      ...(name === undefined ? {} : { name }),
    };
  }

  return {
    facts,
    children,
    quirk: (name) => facts.quirks.push(name),
    ignored: (path) => facts.ignored.push(path),
    note: (sentence) => facts.notes.push(sentence),
    change({ type, id, body }) {
      facts.writes = true;
      if (body !== undefined) facts.requestBody = body;
      about(type, id, undefined);
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
      if (resource !== undefined) about(resource.type, resource.id ?? '', body);
    },
    child() {
      const child = createReport(requestId);
      children.push(child);
      return child;
    },
  };
}

const storage = new AsyncLocalStorage<Report>();

/** Runs the work for a request, so that calls to Keycloak find its report. */
export const reportedIn = <T>(report: Report, work: () => T): T => storage.run(report, work);

/** The report of the request that is being served, where there is one. */
export const currentReport = (): Report | undefined => storage.getStore();
