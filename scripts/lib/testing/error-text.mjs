// An error of a test as text: its message, the difference, the places of ours that it came by, and its causes.

const PLACES = 12;

/**
 * @param {{ name?: string, message?: string, diff?: string, stack?: string, cause?: unknown }} error as Vitest hands it on
 * @param {string} root the checkout: only places inside it are told
 * @returns {string}
 */
export function errorText(error, root) {
  const lines = [];
  let at = error;
  for (let depth = 0; at !== undefined && at !== null && depth < 5; depth++) {
    lines.push(...oneError(at, root, depth === 0 ? '' : 'caused by '));
    at = typeof at === 'object' ? at.cause : undefined;
  }
  return lines.join('\n');
}

function oneError(error, root, before) {
  if (typeof error !== 'object') return [`${before}${error}`];
  const message = error.message ?? '';
  const title = error.name && !message.startsWith(error.name) ? `${error.name}: ${message}` : message;
  return [
    `${before}${title.trimEnd()}`,
    ...(error.diff ? ['', ...error.diff.trimEnd().split('\n'), ''] : []),
    ...places(error, root),
  ];
}

/** The lines of a stack that lie in the checkout, with paths below it. */
function places({ stack = '', message = '' }, root) {
  const base = root.replaceAll('\\', '/');
  // The message stands before the stack, and may itself hold lines that look like places.
  const trace = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return trace
    .split('\n')
    .map((line) => line.trim().replaceAll('\\', '/').replaceAll('file://', ''))
    .filter((line) => line.startsWith('at ') && line.includes(`${base}/`) && !line.includes('/node_modules/'))
    .slice(0, PLACES)
    .map(
      (line) =>
        `  ${line.replaceAll(/\/?\b[A-Za-z]:\//g, (drive) => drive.replace(/^\//, '')).replaceAll(`${base}/`, '')}`,
    );
}
