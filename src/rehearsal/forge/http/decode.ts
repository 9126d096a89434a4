import { GitHubProblem } from './problem.ts';

/**
 * A part of an address, decoded.
 * @throws GitHubProblem 400 when its escapes are broken.
 */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The only failure is a malformed escape, and the request is to blame.
    throw new GitHubProblem(400, 'Bad Request');
  }
}
