import * as z from 'zod';
import { MaestroError } from '../../../platform/errors.ts';

const Group = z.looseObject({}).optional();
const Settings = z.looseObject({
  general: z.looseObject({ maxAttempts: z.number().optional() }).optional(),
  security: z.looseObject({ environmentVariableRedaction: Group }).optional(),
  advanced: Group,
});

/** Gemini's own ten attempts are minutes of silence. */
const MAX_ATTEMPTS = 3;

/**
 * The user's own settings of Gemini (JSON with comments), with what a turn in a stranger's repository needs: trust is decided
 * by the environment and not by settings, no `.env` of the repository, and no keys in the environment of commands.
 * @throws MaestroError `gemini.settings`.
 */
export function turnSettings(own: string): string {
  const { general, security, advanced, ...others } = parseSettings(own);
  return JSON.stringify({
    ...others,
    general: { ...general, maxAttempts: general?.maxAttempts ?? MAX_ATTEMPTS, enableAutoUpdate: false },
    security: {
      ...security,
      // With it on, Gemini refuses to work without a terminal in a folder that is not trusted, instead of distrusting it.
      folderTrust: { enabled: false },
      environmentVariableRedaction: { ...security?.environmentVariableRedaction, enabled: true },
    },
    advanced: { ...advanced, ignoreLocalEnv: true },
  });
}

function parseSettings(text: string): z.infer<typeof Settings> {
  try {
    return Settings.parse(text.trim() === '' ? {} : JSON.parse(withoutComments(text)));
  } catch (cause) {
    throw new MaestroError(
      'gemini.settings',
      "Gemini's own settings (.gemini/settings.json) cannot be read.",
      {
        remedy: 'Correct the file: "gemini" says what is wrong with it.',
        cause,
      },
    );
  }
}

function withoutComments(text: string): string {
  return text.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
}
