import * as z from 'zod';
import { CATEGORIES } from './categories.ts';

// The form of `symphony-registry.json`, format 1.0. The schema that editors get is made from it; what is advice there
// (a length, a known category) is metadata here, so that reading stays tolerant.

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

/** What an entry may have. A field with a value of another kind counts as missing, with a warning. */
export const OptionalFields = z.object({
  tags: z.array(z.string()).nullish().meta({ description: 'A few words to find it by.' }),
  featured: z.boolean().nullish().meta({ description: 'Shown before the others.' }),
  addedAt: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .nullish()
    .meta({ description: 'The day it was registered, YYYY-MM-DD.' }),
});

/** The maintainer's address, which may be missing or wrong without harm to the entry. */
export const MaintainerUrl = z
  .url({ protocol: /^https?$/ })
  .nullish()
  .meta({ description: 'Where to find them.' });

const Entry = RequiredFields.extend({
  ...OptionalFields.shape,
  maintainer: RequiredFields.shape.maintainer.extend({ url: MaintainerUrl }),
});

const RegistryFile = z.object({
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

/** The JSON schema (draft 7, which editors know best) that `media/schemas/symphony-registry.schema.json` holds. */
export function registryJsonSchema(): object {
  return {
    ...z.toJSONSchema(RegistryFile, { io: 'input', target: 'draft-7' }),
    title: 'Maestro Symphony registry',
    description: 'The projects that ask for contributions through Maestro Symphony.',
  };
}
