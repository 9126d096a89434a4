import type * as z from 'zod';
import { parseSlug, slugOf } from '../../github/slug.ts';
import { oneLine } from '../../platform/text.ts';
import { categoryKey, categoryTitle } from './categories.ts';
import type { Project } from './project.ts';
import { projectUrl } from './project-url.ts';
import { MaintainerUrl, MAX_DESCRIPTION, OptionalFields, RequiredFields } from './schema.ts';

const MAX_NAME = 100;
const MAX_KEPT_DESCRIPTION = 1_000;
const MAX_TAGS = 30;
const MAX_TAG = 50;

/** Where an entry stands: the registry's name for people, and the web base of the configured GitHub. */
export interface EntryPlace {
  source: string;
  webUrl: string;
}

/** An entry that can be used, with what is odd about it; or why it cannot. Each text completes "the entry: …". */
export type EntryReading = { project: Project; odd: Oddity[] } | { refused: string };

/** Something that does not stop an entry. */
export interface Oddity {
  code: 'registry.long-description' | 'registry.odd-entry';
  text: string;
}

/** Reads one entry of a registry. Never throws. */
export function readEntry(value: unknown, place: EntryPlace): EntryReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { refused: 'it is not an object' };
  const required = RequiredFields.safeParse(value, { reportInput: true });
  if (!required.success) return { refused: wrongFields(required.error) };
  const { data } = required;
  const repo = parseSlug(data.slug.trim());
  if (!repo) return { refused: 'its slug is not owner/repo as GitHub writes it' };
  const slug = slugOf(repo);
  const name = oneLine(data.name, MAX_NAME);
  if (!name) return { refused: 'its name is empty' };
  const maintainer = oneLine(data.maintainer.name, MAX_NAME);
  if (!maintainer) return { refused: "its maintainer's name is empty" };
  const page = projectUrl(data.url, slug, place.webUrl);
  if ('refused' in page) return page;

  const odd: Oddity[] = [];
  const note = (text: string): void => void odd.push({ code: 'registry.odd-entry', text });
  const optional = <T>(field: string, schema: z.ZodType<T>, given: unknown): T | undefined => {
    const read = schema.safeParse(given ?? undefined);
    if (!read.success) note(`its ${field} is not valid and counts as missing`);
    return read.data;
  };
  if (page.strays) note(`its url leads to another repository; ${page.url} is used`);
  const description = oneLine(data.description, MAX_KEPT_DESCRIPTION);
  if ([...description].length > MAX_DESCRIPTION)
    odd.push({
      code: 'registry.long-description',
      text: `its description is longer than ${MAX_DESCRIPTION} characters`,
    });
  const category = categoryKey(data.category);
  if (!category) note('its category is empty; it is listed under other');
  const fields = value as Record<string, unknown>;
  const tags = optional('tags', OptionalFields.shape.tags, fields.tags);
  const featured = optional('featured', OptionalFields.shape.featured, fields.featured);
  const addedAt = optional('addedAt', OptionalFields.shape.addedAt, fields.addedAt);
  const home = (fields.maintainer as Record<string, unknown>).url;
  const project: Project = {
    slug,
    name,
    description,
    url: page.url,
    category: category || 'other',
    categoryTitle: categoryTitle(category ? data.category : 'other'),
    tags: cleanTags(tags ?? []),
    maintainer: { name: maintainer, url: optional("maintainer's url", MaintainerUrl, home) ?? null },
    isActive: data.isActive,
    featured: featured ?? false,
    addedAt: addedAt?.slice(0, 'YYYY-MM-DD'.length) ?? null,
    source: place.source,
  };
  return { project, odd };
}

function cleanTags(tags: readonly string[]): string[] {
  const clean = tags.slice(0, MAX_TAGS).map((tag) => oneLine(tag, MAX_TAG));
  return [...new Set(clean.filter(Boolean))];
}

/** "it has no name, url; its isActive is not of type boolean". */
function wrongFields(error: z.ZodError): string {
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (issue.input === undefined) missing.push(field);
    else
      wrong.push(
        `its ${field} is not ${issue.code === 'invalid_type' ? `of type ${issue.expected}` : 'valid'}`,
      );
  }
  return [...(missing.length > 0 ? [`it has no ${missing.join(', ')}`] : []), ...wrong].join('; ');
}
