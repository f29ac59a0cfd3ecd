import winston from 'winston';

/** Writes log entries; a message and structured fields, never credentials. */
export type Logger = Pick<winston.Logger, 'error' | 'warn' | 'info' | 'debug'>;

/** How much is logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** Creates the logger of a process: one JSON object per line on standard output. */
export function createLogger(level: LogLevel): Logger {
  return winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console()],
  });
}
