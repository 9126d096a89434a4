import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { MaestroError } from '../../platform/errors.ts';
import { mapStrings } from '../../platform/map-strings.ts';
import { oneLine } from '../../platform/text.ts';
import { requireUndecided } from '../decision.ts';
import { sameName } from '../names.ts';
import type { ToolEffect } from '../runs/events.ts';
import { type Bench, type Outcome, requireNoHostPath } from './bench.ts';
import type { ToolInput } from './specs.ts';

const MAX_VARIABLES = 64 * 1024;
/** Words and signs of a document; a real one has a few hundred. */
const MAX_TOKENS = 5_000;
/** Characters of an answer that the agent gets to read. */
const MAX_ANSWER = 64 * 1024;
/** What may bring an issue into another state. */
const MOVES: ReadonlySet<string> = new Set(['issueUpdate', 'issueBatchUpdate', 'issueArchive']);

/**
 * The specification's optional tool: one operation of the agent's own words, asked with the tracker's key, which stays here. A
 * mutation is a write like every other: the issue is read again before it, and nothing in it may name places of this machine.
 */
export async function linearGraphql(
  bench: Bench,
  { query, variables }: ToolInput<'linear_graphql'>,
): Promise<Outcome> {
  const { ctx, lane, issue, state, signal } = bench;
  const { graphql } = ctx.tracker;
  if (!graphql) throw new MaestroError('tool.unknown', 'This tracker is not asked by GraphQL.');
  const given = variables ?? {};
  if (JSON.stringify(given).length > MAX_VARIABLES)
    throw badInput(`its variables are longer than ${MAX_VARIABLES} characters`);
  const { operation, texts } = await oneOperation(query);
  const isMutation = operation.operation === 'mutation';
  let before: string | undefined;
  if (isMutation) {
    for (const text of texts) requireNoHostPath(text, ctx, lane);
    mapStrings(given, (text) => {
      requireNoHostPath(text, ctx, lane);
      return text;
    });
    before = (await requireUndecided(ctx, state(), signal)).state;
  }
  const sent = { query: ctx.redact(query), variables: mapStrings(given, ctx.redact) };
  const { ok, body } = await graphql(sent, signal);
  let effect: ToolEffect | null = null;
  if (before !== undefined && fieldsOf(operation).some((name) => MOVES.has(name))) {
    // Else what the run itself has done to the issue would be taken for somebody else's decision.
    const [now] = await ctx.tracker.issuesById([issue.id], signal);
    if (now && !sameName(now.state, before)) effect = { kind: 'transition', state: now.state };
  }
  const told = shortened(ctx.redact(JSON.stringify(body)));
  return { told, effect, ...(ok ? {} : { failed: 'tool.graphql-errors' }) };
}

/** The one operation of a document, and every text in it. @throws MaestroError `tool.bad-input`. */
async function oneOperation(query: string): Promise<{ operation: OperationDefinitionNode; texts: string[] }> {
  // Nobody else in a run needs it.
  const { GraphQLError, Kind, parse, visit } = await import('graphql');
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) throw badInput(`it is no GraphQL (${oneLine(error.message, 200)})`);
    throw error;
  }
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1)
    throw badInput(`it holds ${operations.length} operations, and one a call is performed`);
  if (operation.operation === 'subscription') throw badInput('a subscription has no answer');
  const texts: string[] = [];
  visit(document, { StringValue: ({ value }) => void texts.push(value) });
  return { operation, texts };
}

/** Names of what an operation asks for at the top; whatever stands in fragments there counts as a move, to be safe. */
function fieldsOf({ selectionSet }: OperationDefinitionNode): string[] {
  return selectionSet.selections.map((one) => (one.kind === 'Field' ? one.name.value : 'issueUpdate'));
}

function badInput(why: string): MaestroError {
  return new MaestroError('tool.bad-input', `linear_graphql was called wrongly: ${why}.`, {
    remedy: 'Send one query or one mutation, with its variables beside it.',
  });
}

function shortened(text: string): string {
  if (text.length <= MAX_ANSWER) return text;
  const head = text.slice(0, MAX_ANSWER).replace(/[\ud800-\udbff]$/, '');
  return `${head}… [${text.length - head.length} more characters were cut: ask for less]`;
}
