import ts from 'typescript';

/** A place where a test asks how long something took, or gives it less time than a slow machine may need. */
export interface TimeFault {
  line: number;
  /** What is there, and what to use instead. */
  message: string;
}

/** Less than this a machine that is slow and busy may need for anything. */
const LEAST_MS = 60_000;

/** Options that are limits, of ours or of Vitest. */
const LIMITS =
  /^(?:timeout|timeoutMs|testTimeout|hookTimeout|setTimeout|limitMs|graceMs|idleMs|idleLimitMs|wallMs|wallLimitMs|turnMs|validationMs|roundTripMs)$/;
const TESTS = /^(?:it|test|describe|beforeAll|beforeEach|afterAll|afterEach)$/;
const SLEEPS = /^(?:sleep|delay|pause)$/;
const CLOCKS = /^(?:performance\.now|Date\.now|process\.hrtime|process\.hrtime\.bigint|process\.uptime)$/;
const POLLS = /^(?:expect\.poll|vi\.waitFor|vi\.waitUntil)$/;
const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

const ELAPSED =
  'asserts on elapsed time: count, compare the order of events or a ratio (leastRatio), or hold the clock';
const POLLING = 'polls with a limit of its own: use eventually() or soon() of test/support/waits.ts';
const SHORT = 'is a limit that a slow machine may reach: use HANG_MS, or reached() where nothing ever comes';
const SLEEPING =
  'waits for a time: wait for the event (eventually), or say anywhere() where any time will do';

/** What a test's source says about time that it should not. */
export function timeFaults(text: string, name = 'a.test.ts'): TimeFault[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const faults: TimeFault[] = [];
  const note = (node: ts.Node, message: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const words = node.getText().replace(/\s+/g, ' ').slice(0, 60);
    if (!faults.some((fault) => fault.line === line && fault.message.endsWith(message)))
      faults.push({ line, message: `${words} ${message}` });
  };
  const known = elapsedNames(source);
  walk(source, (node) => {
    if (ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind)) {
      const sides = [node.left, node.right];
      if (sides.some((side) => holdsElapsed(side, known) || isClock(side))) note(node, ELAPSED);
    }
    if (ts.isPropertyAssignment(node) && LIMITS.test(node.name.getText()) && isShort(node.initializer))
      note(node, SHORT);
    if (!ts.isCallExpression(node)) return;
    const callee = node.expression.getText();
    const last = node.arguments.at(-1);
    if (POLLS.test(callee)) note(node, POLLING);
    if (callee === 'AbortSignal.timeout' && isShort(last)) note(node, SHORT);
    if (TESTS.test(rootOf(node.expression)) && node.arguments.length > 2 && isShort(last)) note(node, SHORT);
    if (callee === 'expect' && node.arguments[0] && holdsElapsed(node.arguments[0], known))
      note(node, ELAPSED);
    if (/^set(?:Timeout|Interval)$/.test(callee) && isShort(node.arguments[1])) note(node, SLEEPING);
    if (SLEEPS.test(callee.replace(/^.*\./s, '')) && isShort(node.arguments[0])) note(node, SLEEPING);
  });
  return faults;
}

function walk(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => walk(child, look));
}

/** Names of variables that hold a reading of a clock, and of those that hold what lies between two of them. */
interface Names {
  readings: ReadonlySet<string>;
  elapsed: ReadonlySet<string>;
}

function elapsedNames(source: ts.SourceFile): Names {
  const readings = new Set<string>();
  const elapsed = new Set<string>();
  const names = { readings, elapsed };
  const give = (target: ts.Node, value: ts.Node): void => {
    if (!ts.isIdentifier(target)) return;
    if (isClock(value)) readings.add(target.text);
    else if (holdsElapsed(value, names)) elapsed.add(target.text);
  };
  walk(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer && !ts.isFunctionLike(node.initializer))
      give(node.name, node.initializer);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      give(node.left, node.right);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (name.text === 'push') for (const value of node.arguments) give(expression, value);
    }
  });
  return names;
}

/** Whether an expression is, or is made of, a difference of two moments. A ratio of two such is none: it has no unit. */
function holdsElapsed(node: ts.Node, names: Names): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isIdentifier(node)) return names.elapsed.has(node.text);
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === ts.SyntaxKind.SlashToken && !ts.isNumericLiteral(right)) return false;
    const isMoment = (side: ts.Node): boolean =>
      isClock(side) || (ts.isIdentifier(side) && names.readings.has(side.text));
    if (operatorToken.kind === ts.SyntaxKind.MinusToken)
      if (isClock(right) || (isMoment(left) && !ts.isNumericLiteral(right))) return true;
  }
  return ts.forEachChild(node, (child) => holdsElapsed(child, names) || undefined) ?? false;
}

function isClock(node: ts.Node): boolean {
  return ts.isCallExpression(node) && CLOCKS.test(node.expression.getText());
}

function isShort(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isNumericLiteral(node) && Number(node.text.replaceAll('_', '')) < LEAST_MS;
}

/** `it` of `it.skipIf(x).each(y)`. */
function rootOf(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression);
  return node.getText();
}
