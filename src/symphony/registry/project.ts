import * as z from 'zod';

/** A repository that a registry lists, checked and cleaned for display. */
export const ProjectSchema = z.object({
  /** `owner/repo` in the registry's own spelling. */
  slug: z.string(),
  /** One line. */
  name: z.string(),
  /** One line; empty when the registry says nothing. */
  description: z.string(),
  /** The project's page on the GitHub host. */
  url: z.string(),
  /** Lower-case with hyphens, for filtering; `other` when none is given. */
  category: z.string(),
  /** The category in words. */
  categoryTitle: z.string(),
  tags: z.array(z.string()),
  maintainer: z.object({ name: z.string(), url: z.string().nullable() }),
  /** False: left out when browsing, kept for what was done there before. */
  isActive: z.boolean(),
  featured: z.boolean(),
  /** `YYYY-MM-DD`. */
  addedAt: z.string().nullable(),
  /** The registry that lists it, as people are shown it. */
  source: z.string(),
});
export type Project = z.infer<typeof ProjectSchema>;
