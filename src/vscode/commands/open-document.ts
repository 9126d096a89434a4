import { parseSlug } from '../../github/slug.ts';
import { MaestroError } from '../../platform/errors.ts';
import { stripControls } from '../../platform/text.ts';
import { revealHidden } from '../../symphony/issues/hidden.ts';
import type { Door } from '../door.ts';
import { openWeb } from '../open-web.ts';
import { DocumentNode } from '../views/nodes/document.ts';

/** Shows a document of an issue as it is in the project, hidden parts marked; an external one in the browser. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  if (!(argument instanceof DocumentNode)) return;
  const { document, parent } = argument;
  if (document.external) return openWeb(document.path);
  const { slug, number } = parent.entry.issue;
  const repo = parseSlug(slug);
  const { github } = await door.context();
  const text = repo ? await github.fileText(repo, document.path, 'HEAD') : null;
  if (text === null)
    throw new MaestroError('document.missing', `${document.path} is not in ${slug}.`, {
      remedy: 'Tell the maintainers in the issue that the list needs a correction.',
    });
  await door.documents.show(`${slug}/${number}/${document.path}`, stripControls(revealHidden(text)));
}
