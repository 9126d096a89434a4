// Cuts a slice out of a GraphQL schema: the picked types and fields, and the scalars, enums and inputs they need.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kind, parse, print, visit } from 'graphql';
import { root } from './install.mjs';

const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const WITH_FIELDS = new Set([Kind.OBJECT_TYPE_DEFINITION, Kind.INTERFACE_TYPE_DEFINITION]);

/**
 * The slice as SDL, without descriptions and directives.
 * @param {string} sdl the whole schema
 * @param {Record<string, string[]>} picks type → fields: `name` with all its arguments, or `name(first after)` with
 *   those. An object must be named to be taken; an input that is not named comes along whole.
 */
export function sliceOf(sdl, picks) {
  const all = new Map(parse(sdl).definitions.map((node) => [node.name?.value, node]));
  const kept = new Map();
  for (const name of Object.keys(picks)) keep(name);

  /** Takes a type into the slice, and everything that its kept fields need. */
  function keep(name) {
    if (BUILT_IN.has(name) || kept.has(name)) return;
    const node = all.get(name);
    if (!node) throw new Error(`The schema has no type ${name}.`);
    const slim = trim(name, node);
    kept.set(name, slim);
    visit(slim, { NamedType: (type) => keep(type.name.value) });
  }

  function trim(name, node) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      return { ...node, types: node.types.filter(({ name: { value } }) => value in picks) };
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && picks[name])
      return { ...node, fields: fieldsOf(name, node) };
    if (!WITH_FIELDS.has(node.kind)) return node;
    if (!picks[name]) throw new Error(`A kept field has the type ${name}, which is not picked.`);
    const picked = picks[name].map(nameOf);
    return {
      ...node,
      // An interface stays where the type keeps all of its fields.
      interfaces: node.interfaces.filter((type) =>
        picks[type.name.value]?.every((field) => picked.includes(nameOf(field))),
      ),
      fields: fieldsOf(name, node),
    };
  }

  function fieldsOf(name, node) {
    const wanted = new Map(picks[name].map((pick) => [nameOf(pick), argumentsOf(pick)]));
    const there = new Set(node.fields.map((field) => field.name.value));
    const missing = [...wanted.keys()].filter((field) => !there.has(field));
    if (missing.length > 0) throw new Error(`${name} has no ${missing.join(', ')}.`);
    return node.fields
      .filter((field) => wanted.has(field.name.value))
      .map((field) => {
        const some = wanted.get(field.name.value);
        return some
          ? { ...field, arguments: field.arguments.filter((argument) => some.includes(argument.name.value)) }
          : field;
      });
  }

  const bare = { description: undefined, directives: [] };
  const definitions = [...kept.values()].map((node) =>
    visit(node, {
      enter: (child) => ('description' in child || 'directives' in child ? { ...child, ...bare } : undefined),
    }),
  );
  return print({ kind: Kind.DOCUMENT, definitions });
}

const nameOf = (pick) => pick.split('(')[0];
const argumentsOf = (pick) => (pick.includes('(') ? pick.split(/[()]/)[1].split(' ') : undefined);

/**
 * Writes the slice as a module that exports `SDL`; with `--check` on the command line it compares instead, and the
 * process ends with 1 when the file is not what would be written.
 * @param {string} path the module, relative to the checkout
 * @param {string} comment what it is, the lines of its docstring
 * @param {string} sdl
 */
export async function writeSlice(path, comment, sdl) {
  const lines = comment.map((line) => ` * ${line}`).join('\n');
  const text = `/**\n${lines}\n */\nexport const SDL = /* GraphQL */ \`\n${sdl}\n\`;\n`;
  const target = join(root, path);
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8')) === text) return;
    console.error(`${path} is not what its script makes of the schema.`);
    process.exit(1);
  }
  await writeFile(target, text);
  console.log(`${path}: ${sdl.split('\n').length} lines, ${sdl.length} bytes`);
}
