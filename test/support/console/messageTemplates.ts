import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** The templates in the calls of `message` in a source. */
function templatesIn(name: string, source: string): string[] {
  const templates: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'message') {
      const [template] = node.arguments;
      if (template === undefined || !ts.isStringLiteralLike(template)) throw new Error(`${name}: no text`);
      templates.push(template.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest));
  return templates;
}

/** Lists the templates of the sentences that the sources below some folders make, each once. */
export async function messageTemplates(folders: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(path.join(ROOT, folder), { recursive: true }))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => path.join(folder, name)),
    ),
  );
  const templates = await Promise.all(
    files.flat().map(async (file) => templatesIn(file, await readFile(path.join(ROOT, file), 'utf8'))),
  );
  return [...new Set(templates.flat())];
}
