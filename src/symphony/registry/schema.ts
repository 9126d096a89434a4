import * as z from 'zod';
import { CATEGORIES } from './categories.ts';

// The form of `symphony-registry.json`, format 1.0. What is advice (a length, a known category, the pattern of a slug)
// is metadata for the schema that editors get, so that reading stays tolerant.

/** The format's version that this release knows. */
export const SCHEMA_VERSION = '1.0';
/** Characters of a description; longer ones are kept, with a warning. */
export const MAX_DESCRIPTION = 200;

/** What an entry must have. Without any of it the entry is left out. */
export const RequiredFields = z.object({
  slug: z.string().meta({
    description: 'The repository on GitHub, owner/repo.',
    pattern: '^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$',
    examples: ['owner/repo'],
  }),
  name: z.string().meta({ description: 'What the project is called.', minLength: 1 }),
  description: z.string().meta({
    description: 'What it is, in one or two sentences.',
    maxLength: MAX_DESCRIPTION,
  }),
  url: z.string().meta({
    description: 'The page of the repository.',
    format: 'uri',
    examples: ['https://github.com/owner/repo'],
  }),
  category: z.string().meta({
    description: 'One of the known categories, or another word.',
    examples: Object.keys(CATEGORIES),
  }),
  maintainer: z
    .object({ name: z.string().meta({ description: 'A person or a group.', minLength: 1 }) })
    .meta({ description: 'Who looks after the project and reviews what comes in.' }),
  isActive: z.boolean().meta({ description: 'false takes the project out of browsing.' }),
});

/** What an entry may have. `null` counts as missing, and so does a value of another kind, which is told. */
export const OptionalFields = z.object({
  tags: z.array(z.string()).optional().meta({ description: 'A few words to find it by.' }),
  featured: z.boolean().optional().meta({ description: 'Shown before the others.' }),
  addedAt: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .optional()
    .meta({ description: 'The day it was registered, YYYY-MM-DD.' }),
});

/** The maintainer's address, which may be missing or wrong without harm to the entry. */
export const MaintainerUrl = z
  .url({ protocol: /^https?$/ })
  .optional()
  .meta({ description: 'Where to find them.' });

const Entry = RequiredFields.extend({
  ...OptionalFields.shape,
  maintainer: RequiredFields.shape.maintainer.extend({ url: MaintainerUrl }),
});

/** The form that a published file should have; `media/schemas/symphony-registry.schema.json` is made from it. */
export const RegistryFile = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION).meta({ description: 'The version of this format.' }),
  lastUpdated: z.iso
    .datetime({ offset: true })
    .meta({ description: 'When the list was changed, for example 2026-08-01T00:00:00Z.' }),
  repositories: z.array(Entry).meta({ description: 'The projects. The first of two with one slug counts.' }),
});

/** What has to hold of a whole file for its entries to be looked at one by one. */
export const RegistryEnvelope = z.object({
  schemaVersion: z.unknown().optional(),
  lastUpdated: z.unknown().optional(),
  repositories: z.array(z.unknown()),
});
