import { categoryKey } from './categories.ts';
import type { Project } from './project.ts';

/** What browsing shows of all projects: the active ones, featured first, then by name. */
export function visible(projects: readonly Project[]): Project[] {
  return projects
    .filter(({ isActive }) => isActive)
    .sort(
      (a, b) =>
        Number(b.featured) - Number(a.featured) ||
        a.name.localeCompare(b.name, 'en', { sensitivity: 'base' }) ||
        a.slug.localeCompare(b.slug, 'en'),
    );
}

/**
 * The visible projects of a category (by its key or title, in any spelling) in which every word of `search` occurs: in the
 * slug, the name, the description, the category, the tags or the maintainer's name.
 */
export function filterProjects(
  projects: readonly Project[],
  { category = '', search = '' }: { category?: string; search?: string },
): Project[] {
  const key = categoryKey(category);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return visible(projects).filter((project) => {
    if (key && project.category !== key && categoryKey(project.categoryTitle) !== key) return false;
    const text = searchedText(project);
    return words.every((word) => text.includes(word));
  });
}

function searchedText(project: Project): string {
  const { slug, name, description, categoryTitle, tags, maintainer } = project;
  return [slug, name, description, categoryTitle, ...tags, maintainer.name].join('\n').toLowerCase();
}
