import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import manifest from '../../../../package.json' with { type: 'json' };
import { parseRegistry } from '../../../../src/symphony/registry/parse.ts';
import { RegistryFile } from '../../../../src/symphony/registry/schema.ts';
import community from '../../../../symphony-registry.json' with { type: 'json' };
import { registryEntry, registryText } from '../../../support/registry.ts';

const root = join(import.meta.dirname, '../../../..');
const file = 'media/schemas/symphony-registry.schema.json';

const schema = {
  // Draft 7 is what editors know best.
  ...z.toJSONSchema(RegistryFile, {
    io: 'input',
    target: 'draft-7',
    // zod's patterns for dates fill several lines of an editor's message; the format says the same.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format?.startsWith('date')) delete jsonSchema.pattern;
    },
  }),
  title: 'Maestro Symphony registry',
  description: 'The projects that ask for contributions through Maestro Symphony.',
};

const validate = formats.default(new Ajv({ allErrors: true })).compile(schema);

describe('the schema that editors get for a registry', () => {
  // After a change that was meant: npx vitest run --project unit test/unit/symphony/registry/json-schema.test.ts -u
  it('is the one that registries are read with', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(root, file));
  });

  it('is what the manifest contributes', () => {
    const { jsonValidation } = manifest.contributes;
    expect(jsonValidation).toEqual([{ fileMatch: ['symphony-registry.json'], url: `./${file}` }]);
  });

  it('finds nothing wrong with the bundled registry, and neither does reading it', () => {
    expect(validate(community)).toBe(true);
    const text = readFileSync(join(root, 'symphony-registry.json'), 'utf8');
    const { projects, problems } = parseRegistry(text, 'bundled');
    expect(problems).toEqual([]);
    expect(projects).toHaveLength(community.repositories.length);
  });

  it.each([
    ['no name', { name: undefined }],
    ['isActive in words', { isActive: 'yes' }],
    ['a long description', { description: 'd'.repeat(201) }],
    ['a slug that is an address', { slug: 'https://github.com/a/b' }],
    ['a maintainer who is a text', { maintainer: 'Grace' }],
    ['a day that never was', { addedAt: '2026-02-30' }],
    ['tags in one text', { tags: 'one' }],
  ])('finds %s, and so does reading it', (_, more) => {
    const text = registryText(registryEntry('a/b', more));
    expect(validate(JSON.parse(text))).toBe(false);
    expect(parseRegistry(text, 'here').problems).toHaveLength(1);
  });
});
