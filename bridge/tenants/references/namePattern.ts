/** Whether a text matches a pattern, ignoring case; `*` matches any text, also an empty one. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.trim().toLowerCase().split('*');
  const subject = text.trim().toLowerCase();
  const last = parts.pop();
  if (last === undefined) return subject === first;
  if (subject.length < first.length + last.length) return false;
  if (!subject.startsWith(first) || !subject.endsWith(last)) return false;
  const end = subject.length - last.length;
  let from = first.length;
  for (const part of parts) {
    const position = subject.indexOf(part, from);
    if (position < 0 || position + part.length > end) return false;
    from = position + part.length;
  }
  return true;
}
