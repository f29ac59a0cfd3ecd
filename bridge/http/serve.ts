import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ScimResponse } from '../protocol/exchange.ts';
import { createReport, reportedIn, type Report } from '../protocol/report.ts';
import { writeRequestLog, type RequestLogs } from './requestLog.ts';
import { errorResponse, scimErrorOf, send } from './send.ts';

/** Answers a request, or throws; what happens meanwhile goes into the report. */
export type Answering = (
  request: Request,
  response: Response,
  report: Report,
) => ScimResponse | Promise<ScimResponse>;

/** Serves requests: answer, or what an error says; send; then one log line, metric and journal entry. */
export function serve(
  logs: RequestLogs,
  answer: Answering,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const start = performance.now();
    const report = createReport(randomUUID());
    response.setHeader('X-Request-Id', report.facts.requestId);
    try {
      const answered = await reportedIn(report, () => answer(request, response, report));
      report.answered(answered.body);
      send(response, answered);
    } catch (thrown) {
      const error = scimErrorOf(thrown);
      report.failed(error);
      send(response, errorResponse(error));
    }
    const milliseconds = Math.round(performance.now() - start);
    writeRequestLog(logs, report.facts, { request, status: response.statusCode, milliseconds });
  };
}
