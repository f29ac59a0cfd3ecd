import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ScimResponse } from '../protocol/endpoint.ts';
import { createReport, reportedIn, type Report } from '../protocol/report.ts';
import { writeRequestLog, type RequestLogs } from './requestLog.ts';
import { errorResponse, scimErrorOf, send } from './send.ts';

/** Answers a request, or throws; notes in the report what it does. */
export type HttpHandler = (
  request: Request,
  response: Response,
  report: Report,
) => ScimResponse | Promise<ScimResponse>;

/** Creates a request listener from a handler: it sends the response or the error, then writes the request log. */
export function serve(
  logs: RequestLogs,
  handle: HttpHandler,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const start = performance.now();
    const report = createReport(randomUUID());
    response.setHeader('X-Request-Id', report.facts.requestId);
    try {
      const answer = await reportedIn(report, () => handle(request, response, report));
      report.answered(answer.body);
      send(response, answer);
    } catch (thrown) {
      const error = scimErrorOf(thrown);
      report.failed(error);
      send(response, errorResponse(error));
    }
    const milliseconds = Math.round(performance.now() - start);
    writeRequestLog(logs, report.facts, { request, status: response.statusCode, milliseconds });
  };
}
