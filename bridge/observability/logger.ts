import winston from 'winston';
import { createBatchedOutput, type Target } from './batchedOutput.ts';

/** Writes log entries of a message and structured fields. */
export type Logger = Pick<winston.Logger, 'error' | 'warn' | 'info' | 'debug' | 'isLevelEnabled'>;

/** The minimum level of entries that are logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** Creates the logger of a process; it writes one JSON object per line to standard output. */
export function createLogger(level: LogLevel, output: Target = process.stdout): Logger {
  return winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.printf(({ level: entryLevel, message, ...fields }) =>
      JSON.stringify({ timestamp: new Date().toISOString(), level: entryLevel, message, ...fields }),
    ),
    transports: [new winston.transports.Stream({ stream: createBatchedOutput(output), eol: '\n' })],
  });
}
