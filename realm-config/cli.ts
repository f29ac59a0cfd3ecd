#!/usr/bin/env node
import '../bridge/checkNode.js';

// Loaded afterwards: an older Node.js would fail over them before it can be told.
await import('./compileCache.js');
const { runCommandLine } = await import('./commandLine.ts');

let isClosed = false;

// A reader such as "head" may end before the command does; the work goes on without it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream === process.stdout) isClosed = true;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  variables: process.env,
  writeLine: (line) => {
    console.log(line);
  },
  writeErrorLine: (line) => {
    console.error(line);
  },
  isClosed: () => isClosed,
});
