/** Notifications that repeat what an item tells when it is complete, or that concern other parts of Codex. */
const QUIET = new Set([
  'account/gatewayOAuth/changed',
  'account/login/completed',
  'account/updated',
  'app/list/updated',
  'autoApprovalReview/strictReviewRequired',
  'externalAgentConfig/import/completed',
  'externalAgentConfig/import/progress',
  'fs/changed',
  'fuzzyFileSearch/sessionCompleted',
  'fuzzyFileSearch/sessionUpdated',
  'hook/completed',
  'hook/started',
  'item/autoApprovalReview/completed',
  'item/autoApprovalReview/started',
  'item/commandExecution/terminalInteraction',
  'item/fileChange/patchUpdated',
  'item/mcpToolCall/progress',
  'item/reasoning/summaryPartAdded',
  'mcpServer/event/stream/notification',
  'mcpServer/oauthLogin/completed',
  'mcpServer/startupStatus/updated',
  'model/safetyBuffering/updated',
  'model/verification',
  'modelProvider/authRecoveryCompleted',
  'modelProvider/authRecoveryStarted',
  'process/exited',
  'project/changed',
  'remoteControl/status/changed',
  'serverRequest/resolved',
  'skills/changed',
  'thread/compacted',
  'turn/diff/updated',
  'turn/moderationMetadata',
  'turn/plan/updated',
  'turn/started',
  'windows/worldWritableWarning',
  'windowsSandbox/setupCompleted',
]);

/** What a thread tells about itself for lists and editors; its token usage is the exception. */
const QUIET_THREAD = /^thread\/(?!tokenUsage\/)/;

/** True for notifications that are signs of life and nothing else to us. */
export function isQuiet(method: string): boolean {
  return /delta$/i.test(method) || QUIET_THREAD.test(method) || QUIET.has(method);
}
