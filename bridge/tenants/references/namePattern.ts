/** Whether a text is what a pattern says, whatever the case of letters; `*` stands for any text, or none. */
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
    const found = subject.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
