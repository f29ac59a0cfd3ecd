#!/usr/bin/env node
import '../bridge/checkNode.js';

// Loaded afterwards: an older Node.js would fail over it before it can be told.
const { runCommandLine } = await import('./commandLine.ts');

process.exitCode = await runCommandLine(process.argv.slice(2), {
  variables: process.env,
  writeLine: (line) => {
    console.log(line);
  },
  writeErrorLine: (line) => {
    console.error(line);
  },
});
