// Cuts test/support/contract/openapi-slice.json out of GitHub's published REST description. Needed again only when the
// rehearsal forge learns a new operation. The description is 29 MB packed (386 MB unpacked), so it is no dependency:
//   cd $(mktemp -d) && npm pack @octokit/openapi && tar -xzf octokit-openapi-*.tgz package/generated/api.github.com.json
//   node scripts/openapi-slice.mjs /that/folder/package/generated/api.github.com.json
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The operations that the forge models. */
const OPERATIONS = [
  'GET /user',
  'GET /rate_limit',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues',
  'GET /repos/{owner}/{repo}/issues/{issue_number}',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by',
  'GET /repos/{owner}/{repo}/labels',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'POST /repos/{owner}/{repo}/forks',
  'POST /repos/{owner}/{repo}/merge-upstream',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'POST /repos/{owner}/{repo}/git/refs',
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'POST /repos/{owner}/{repo}/git/commits',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/commits/{ref}/status',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
];

/** What validation does not need. */
const DROPPED = new Set([
  'description',
  'summary',
  'examples',
  'example',
  'externalDocs',
  'x-github',
  'tags',
]);

const [source] = process.argv.slice(2);
if (!source) {
  console.error('usage: node scripts/openapi-slice.mjs PATH/TO/api.github.com.json');
  process.exit(2);
}
const whole = JSON.parse(await readFile(source, 'utf8'));
const slice = { openapi: whole.openapi, info: { version: whole.info.version }, paths: {}, components: {} };
const taken = new Set();

for (const operation of OPERATIONS) {
  const [method, path] = operation.toLowerCase().split(' ');
  const found = whole.paths[path]?.[method];
  if (!found) throw new Error(`The description has no ${operation}.`);
  slice.paths[path] ??= {};
  slice.paths[path][method] = asJsonSchema(found);
  takeReferences(found);
}

/** Copies every component that is reached from `node`, once. */
function takeReferences(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string' && !taken.has(node.$ref)) {
    taken.add(node.$ref);
    const [section, name] = node.$ref.replace('#/components/', '').split('/');
    const target = whole.components[section][name];
    slice.components[section] ??= {};
    slice.components[section][name] = asJsonSchema(target);
    takeReferences(target);
  }
  for (const [key, value] of Object.entries(node)) if (!isDropped(key, value)) takeReferences(value);
}

/** A property may itself be called `description`: only texts and sample values are dropped, never schemas. */
function isDropped(key, value) {
  if (!DROPPED.has(key)) return false;
  const isSchema =
    value !== null && typeof value === 'object' && ('type' in value || '$ref' in value || 'anyOf' in value);
  return !isSchema;
}

/** OpenAPI 3.0 as plain JSON Schema: `nullable` becomes a type or an alternative, so that any validator understands. */
function asJsonSchema(node) {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (node === null || typeof node !== 'object') return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !isDropped(key, value))
      .map(([key, value]) => [key, asJsonSchema(value)]),
  );
  if (nullable !== true) return nullable === undefined ? rest : { nullable, ...rest };
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
  if (typeof rest.type === 'string') return { ...rest, type: [rest.type, 'null'] };
  if (rest.anyOf) return { ...rest, anyOf: [...rest.anyOf, { type: 'null' }] };
  if (rest.oneOf) return { ...rest, oneOf: [...rest.oneOf, { type: 'null' }] };
  if (rest.$ref || rest.allOf) return { anyOf: [rest, { type: 'null' }] };
  return rest;
}

const target = join(dirname(fileURLToPath(import.meta.url)), '../test/support/contract/openapi-slice.json');
await writeFile(target, `${JSON.stringify(slice)}\n`);
console.log(`${OPERATIONS.length} operations, ${taken.size} components, version ${slice.info.version}`);
