// Collects the window's texts into l10n/bundle.l10n.json, what translators start from: `node scripts/l10n.mjs`
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const BUNDLE = join(root, 'l10n/bundle.l10n.json');

/** Every text that is given to `vscode.l10n.t`, in order: the text is its own key. */
export function collectTexts() {
  const texts = new Set();
  for (const file of readdirSync(join(root, 'src/vscode'), { recursive: true }).sort()) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(join(root, 'src/vscode', file), 'utf8');
    // Literals only: the formatter puts every text into single quotes, unless it holds one.
    for (const [, single, double] of source.matchAll(
      /\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g,
    ))
      texts.add(
        (single ?? double).replace(/\\(n|.)/g, (_all, escaped) => (escaped === 'n' ? '\n' : escaped)),
      );
  }
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(BUNDLE), { recursive: true });
  writeFileSync(BUNDLE, `${JSON.stringify(collectTexts(), null, 2)}\n`);
}
