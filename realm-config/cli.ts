#!/usr/bin/env node
import { runCommandLine } from './commandLine.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  variables: process.env,
  writeLine: (line) => {
    console.log(line);
  },
  writeErrorLine: (line) => {
    console.error(line);
  },
});
