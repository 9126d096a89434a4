import * as z from 'zod';
import { oneLine } from '../../../platform/text.ts';
import type { Sandbox } from '../agent.ts';

/** An answer to one of Codex's own requests (undefined: refused as not supported), and what the journal is told of it. */
export interface Answer {
  result: unknown;
  told: { question: string; answered: string };
}

const Asked = z.object({
  command: z.string().nullish(),
  reason: z.string().nullish(),
  questions: z.array(z.object({ question: z.string() })).nullish(),
  message: z.string().nullish(),
  tool: z.string().nullish(),
});

/**
 * The policy: nobody is there to ask. Inside the sandbox Codex never asks, so whatever asks wants out of it and is
 * declined; the turn goes on and Codex finds another way. With the sandbox `full`, chosen by the user, it is accepted.
 */
export function answerRequest(method: string, params: unknown, sandbox: Sandbox): Answer {
  const asked = Asked.safeParse(params).data ?? {};
  const detail = oneLine([asked.command, asked.reason, asked.message].filter(Boolean).join(': '), 500);
  const accept = sandbox === 'full';
  const decision = accept ? 'accept' : 'decline';
  const answered = accept ? 'accepted (sandbox: full)' : `declined (outside of the sandbox: ${sandbox})`;
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return { result: { decision }, told: { question: `May it run ${detail || 'a command'}?`, answered } };
    case 'item/fileChange/requestApproval':
      return { result: { decision }, told: { question: `May it change files? ${detail}`.trim(), answered } };
    case 'item/permissions/requestApproval':
      return {
        result: { permissions: {} },
        told: { question: `May it have more rights? ${detail}`.trim(), answered: 'declined' },
      };
    case 'item/tool/requestUserInput':
      return {
        result: { answers: {} },
        told: {
          question: oneLine((asked.questions ?? []).map((one) => one.question).join(' '), 500),
          answered: 'not answered (nobody is asked during a turn)',
        },
      };
    case 'mcpServer/elicitation/request':
      return { result: { action: 'decline' }, told: { question: detail, answered: 'declined' } };
    case 'item/tool/call':
      return {
        result: { success: false, contentItems: [{ type: 'inputText', text: 'There is no such tool.' }] },
        told: { question: `Tool ${oneLine(asked.tool ?? '', 100)}`, answered: 'there is no such tool' },
      };
    default:
      return {
        result: undefined,
        told: { question: oneLine(method, 200), answered: 'not supported' },
      };
  }
}
