import winston from 'winston';

/** Writes log entries of a message and structured fields. */
export type Logger = Pick<winston.Logger, 'error' | 'warn' | 'info' | 'debug'>;

/** The minimum level of entries that are logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** Creates the logger of a process; it writes one JSON object per line to standard output. */
export function createLogger(level: LogLevel): Logger {
  return winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console()],
  });
}
