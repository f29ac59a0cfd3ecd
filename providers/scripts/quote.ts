/** Quotes a text as one word of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A text as one word of a shell, quoted if it has to be. */
export const shellWord = (text: string): string => (/^[\w.@%+:/-]+$/.test(text) ? text : shellQuoted(text));

/**
 * Quotes a text for PowerShell, in ASCII: Windows PowerShell reads a file without a byte order mark in the code page of the
 * machine, where bytes of other characters are quotation marks, which end a text.
 */
export function powerShellQuoted(text: string): string {
  const parts = text.match(/[\x20-\x7e]+|[^]/g) ?? [];
  const quoted = parts.map((part) =>
    /^[\x20-\x7e]/.test(part)
      ? `'${part.replaceAll("'", "''")}'`
      : `[char]0x${part.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (quoted.length === 0) return "''";
  return quoted.length === 1 && quoted[0]?.startsWith("'") === true
    ? quoted[0]
    : `('' + ${quoted.join(' + ')})`;
}

/** Quotes a text for HCL: neither the text nor a template in it (`${…}`, `%{…}`) is evaluated. */
export const hclQuoted = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, String.raw`\$&`)
    .replace(/\$(?=\{)/g, String.raw`\u0024`)
    .replace(/%(?=\{)/g, String.raw`\u0025`)}"`;
