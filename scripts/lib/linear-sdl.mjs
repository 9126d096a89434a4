// Linear publishes no schema file, but the type declarations of its SDK were generated from one, by graphql-codegen: this
// gives the schema back. Objects carry `__typename`, arguments have a type of their own (`QueryIssuesArgs`), and what is
// left and is reached from arguments is an input.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const BUILT_IN = new Set(['ID', 'String', 'Boolean', 'Int', 'Float']);

/** The whole schema (SDL) of the installed `@linear/sdk`; about 370 KB, half a second. */
export function linearSdl() {
  // Only a new URL of its place is seen as a use by knip.
  const dir = fileURLToPath(new URL('../../node_modules/@linear/sdk/dist/', import.meta.url));
  const { aliases, enums } = declarations(dir);
  const referenced = new Set();

  /** A TypeScript type as GraphQL writes it, non-null unless it is a Maybe. */
  function typeOf(node) {
    if (ts.isParenthesizedTypeNode(node)) return typeOf(node.type);
    if (ts.isIndexedAccessTypeNode(node)) return `${node.indexType.literal.text}!`;
    if (!ts.isTypeReferenceNode(node)) throw new Error(`Unknown kind of type: ${ts.SyntaxKind[node.kind]}`);
    const name = node.typeName.text;
    if (name === 'Maybe' || name === 'InputMaybe') return typeOf(node.typeArguments[0]).replace(/!$/, '');
    if (name === 'Array') return `[${typeOf(node.typeArguments[0])}]!`;
    referenced.add(name);
    return `${name}!`;
  }

  const argumentTypes = new Map(
    [...aliases].filter(([name]) => name.endsWith('Args')).map(([name, type]) => [name.toLowerCase(), type]),
  );
  const argumentsOf = (type, field) => {
    const found = membersOf(argumentTypes.get(`${type}${field}Args`.toLowerCase()));
    if (!found || found.typename) return '';
    return `(${found.fields.map((one) => `${one.name.text}: ${typeOf(one.type)}`).join(', ')})`;
  };
  const block = (head, type, withArguments) => {
    const lines = membersOf(aliases.get(type)).fields.map(
      (one) =>
        `  ${one.name.text}${withArguments ? argumentsOf(type, one.name.text) : ''}: ${typeOf(one.type)}`,
    );
    return `${head} {\n${lines.join('\n')}\n}`;
  };

  const objects = [...aliases.keys()].filter((name) => membersOf(aliases.get(name))?.typename === name);
  const isObject = new Set(objects);
  const interfaces = new Set(objects.flatMap((name) => membersOf(aliases.get(name)).parents));
  const isUnion = ([, type]) =>
    ts.isUnionTypeNode(type) &&
    type.types.every((one) => ts.isTypeReferenceNode(one) && isObject.has(one.typeName.text));
  const unions = new Map([...aliases].filter(isUnion));

  const scalars = membersOf(aliases.get('Scalars')).fields.map((one) => one.name.text);
  const sdl = scalars.filter((name) => !BUILT_IN.has(name)).map((name) => `scalar ${name}`);
  for (const name of objects) {
    const { parents } = membersOf(aliases.get(name));
    const implemented = parents.length > 0 ? ` implements ${parents.join(' & ')}` : '';
    sdl.push(block(`type ${name}${implemented}`, name, true));
  }
  for (const name of interfaces) sdl.push(block(`interface ${name}`, name, true));
  for (const [name, type] of unions)
    sdl.push(`union ${name} = ${type.types.map((one) => one.typeName.text).join(' | ')}`);
  // A set that grows while it is walked: inputs hold inputs.
  for (const name of referenced)
    if (!isObject.has(name) && !interfaces.has(name) && !unions.has(name) && !enums.has(name))
      sdl.push(block(`input ${name}`, name, false));
  for (const [name, values] of enums)
    if (referenced.has(name))
      sdl.push(`enum ${name} {\n${values.map((value) => `  ${value}`).join('\n')}\n}`);
  return `${sdl.join('\n\n')}\n`;
}

/** The aliases (name → type) and enums (name → GraphQL values) of the file that holds the scalars. */
function declarations(dir) {
  const aliases = new Map();
  const enums = new Map();
  const texts = readdirSync(dir)
    .filter((name) => name.endsWith('.d.mts'))
    .map((name) => readFileSync(join(dir, name), 'utf8'));
  const text = texts.find((one) => /\btype Scalars =/.test(one));
  if (!text) throw new Error(`No declarations of a schema in ${dir}.`);
  for (const statement of ts.createSourceFile('linear.d.mts', text, ts.ScriptTarget.Latest, false)
    .statements) {
    if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement.type);
    if (ts.isEnumDeclaration(statement))
      enums.set(
        statement.name.text,
        statement.members.map((member) => member.initializer.text),
      );
  }
  return { aliases, enums };
}

/** The fields of an object type, its `__typename`, and the interfaces it is intersected with; undefined for others. */
function membersOf(type) {
  if (!type) return undefined;
  const parts = ts.isIntersectionTypeNode(type) ? type.types : [type];
  const literal = parts.find(ts.isTypeLiteralNode);
  if (!literal) return undefined;
  const isName = (member) => member.name.text === '__typename';
  return {
    typename: literal.members.find(isName)?.type.literal?.text,
    fields: literal.members.filter((member) => !isName(member)),
    parents: parts.filter(ts.isTypeReferenceNode).map((one) => one.typeName.text),
  };
}
