/* global console */
/**
 * Ends the process with a sentence if Node.js is too old. Plain JavaScript without imports, so that any Node.js can run
 * it: both programs import it first, and `npm start` loads it before Node.js meets a TypeScript file.
 */
const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(
    `Node.js ${OLDEST} or newer is needed, and this is Node.js ${process.versions.node} (${process.execPath}).\n` +
      `Install it (https://nodejs.org/en/download), or put the one that "npm ci" installs first: PATH="$PWD/node_modules/.bin:$PATH".`,
  );
  process.exit(1);
}
