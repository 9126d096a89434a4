import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Exchange } from '../../../src/rehearsal/forge/http/exchange.ts';

/** The parts of an OpenAPI operation that are checked. */
interface Operation {
  parameters?: ({ $ref: string } | Parameter)[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { $ref?: string; content?: Content }>;
}
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: object;
}
type Content = Record<string, { schema: object }>;
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
}

/** Any operation may answer these without its description saying so. */
const ALWAYS = new Set([400, 401, 403, 404, 413, 422, 429, 500, 502, 503]);
const ROOT = 'https://api.github.com/slice.json';

/** Checks REST exchanges against the committed slice of GitHub's own description; says what broke the contract. */
export type RestCheck = (exchange: Exchange) => string[];

let made: RestCheck | undefined;

/**
 * The check, made once: each operation's validators are compiled when it is first met, and that costs more than most
 * tests do otherwise.
 */
export function restCheck(): RestCheck {
  made ??= makeCheck();
  return made;
}

function makeCheck(): RestCheck {
  const slice = JSON.parse(
    readFileSync(new URL('./openapi-slice.json', import.meta.url), 'utf8'),
  ) as Description;
  // Addresses and queries carry numbers as text; bodies do not.
  const strict = ajv(slice, false);
  const lenient = ajv(slice, true);
  const compiled = new Map<string, ValidateFunction>();

  function validator(key: string, engine: Ajv, schema: object): ValidateFunction {
    const found = compiled.get(key) ?? engine.compile(rooted(schema) as object);
    compiled.set(key, found);
    return found;
  }

  function checkParameters(exchange: Exchange, operation: Operation): string[] {
    const parameters = (operation.parameters ?? []).map((one) => resolve(slice, one) as Parameter);
    const query = new URL(exchange.target, 'http://x').searchParams;
    const places = { path: exchange.params, query: Object.fromEntries(query) };
    return (['path', 'query'] as const).flatMap((place) => {
      const here = parameters.filter((one) => one.in === place);
      const schema = {
        type: 'object',
        properties: Object.fromEntries(here.map((one) => [one.name, one.schema])),
        required: here.filter((one) => one.required).map((one) => one.name),
        additionalProperties: false,
      };
      const validate = validator(`${exchange.operation} ${place}`, lenient, schema);
      return validate({ ...places[place] }) ? [] : [`${place} parameters: ${describe(validate)}`];
    });
  }

  function checkRequest(exchange: Exchange, operation: Operation): string[] {
    const { requestBody } = operation;
    if (!requestBody) return exchange.requestBody === undefined ? [] : ['the request has a body'];
    if (exchange.requestBody === undefined) return requestBody.required ? ['the request has no body'] : [];
    const schema = requestBody.content['application/json']?.schema ?? {};
    const validate = validator(`${exchange.operation} request`, strict, schema);
    return validate(exchange.requestBody) ? [] : [`request body: ${describe(validate)}`];
  }

  function checkResponse(exchange: Exchange, operation: Operation): string[] {
    const { status, responseBody } = exchange;
    if (status === 304) return responseBody === '' ? [] : ['a 304 has a body'];
    const stated = operation.responses[status];
    if (!stated && !ALWAYS.has(status)) return [`status ${status} is not one that GitHub answers`];
    const content = stated ? (resolve(slice, stated) as { content?: Content }).content : undefined;
    if (stated && !content && status < 300)
      return responseBody === '' ? [] : ['the response should have no body'];
    if (exchange.headers['content-type']?.includes('.raw')) return [];
    const schema = content?.['application/json']?.schema ?? { $ref: '#/components/schemas/basic-error' };
    const validate = validator(`${exchange.operation} ${status}`, strict, schema);
    return validate(JSON.parse(responseBody)) ? [] : [`response ${status}: ${describe(validate)}`];
  }

  return (exchange) => {
    const [method = '', path = ''] = exchange.operation?.split(' ') ?? [];
    const operation = slice.paths[path]?.[method.toLowerCase()];
    if (!operation) return ['the operation is not modelled'];
    // A request that was refused as malformed has been told so already: then only the answer is checked.
    const isRefused = [400, 413, 422].includes(exchange.status);
    return [
      ...(isRefused && !exchange.faulted
        ? []
        : [...checkParameters(exchange, operation), ...checkRequest(exchange, operation)]),
      ...(exchange.faulted ? [] : checkResponse(exchange, operation)),
    ];
  };
}

function ajv(slice: Description, coerceTypes: boolean): Ajv {
  const engine = new Ajv({ strict: false, coerceTypes, validateFormats: true, logger: false });
  formats.default(engine);
  engine.addSchema({ $id: ROOT, components: slice.components } as object);
  return engine;
}

/** References inside a piece of the description, made to point at the whole of it. */
function rooted(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rooted);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace(/^#/, `${ROOT}#`) : rooted(value),
    ]),
  );
}

function resolve(slice: Description, node: object): object {
  const reference = (node as { $ref?: string }).$ref;
  if (!reference) return node;
  const [section = '', name = ''] = reference.replace('#/components/', '').split('/');
  return slice.components[section]?.[name] ?? {};
}

function describe(validate: ValidateFunction): string {
  return (validate.errors ?? [])
    .map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`)
    .join('; ')
    .slice(0, 500);
}
