import type { Sandbox } from '../agent.ts';

const READ = [
  'read_file',
  'read_many_files',
  'list_directory',
  'glob',
  'grep_search',
  'search_file_content',
  'get_internal_docs',
  'write_todos',
  'update_topic',
];
const WRITE = ['write_file', 'replace'];

/**
 * What Gemini may do, as rules of its policy engine (https://geminicli.com/docs/reference/policy-engine, TOML). Gemini has no
 * sandbox that is there on every system, so that a command it ran could do whatever the user can. Therefore only `full` lets
 * it run commands; with `workspace-write` it changes files of the clone by its own tools, which keep to the folder, and
 * nothing else: no commands, no network, no tool servers. A tool that is denied is not even offered to the model.
 */
export function policyRules(sandbox: Sandbox): string {
  if (sandbox === 'full') return `${rule('"*"', 'allow', 900)}allowRedirection = true\n`;
  const tools = sandbox === 'read-only' ? READ : [...READ, ...WRITE];
  return [
    rule('"*"', 'deny', 900),
    rule(JSON.stringify(tools), 'allow', 950),
    // Git runs what is written there. (Gemini refuses patterns with nested repetitions.)
    `${rule(JSON.stringify(WRITE), 'deny', 990)}argsPattern = '"file_path":"[^"]*\\.[gG][iI][tT][/\\\\"]'\n`,
  ].join('\n');
}

function rule(tools: string, decision: 'allow' | 'deny', priority: number): string {
  return `[[rule]]\ntoolName = ${tools}\ndecision = "${decision}"\npriority = ${priority}\n`;
}
