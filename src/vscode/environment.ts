import * as vscode from 'vscode';
import { githubAddresses } from '../github/addresses.ts';
import { type Home, homeFrom } from '../platform/paths.ts';
import { Settings, withSettings } from './model/settings.ts';

/** The settings of the window and what follows from them. */
export interface WindowEnvironment {
  settings: Settings;
  env: NodeJS.ProcessEnv;
  home: Home;
  /** Host (with port) of the web address, for example `github.com`. */
  githubHost: string;
}

/** Reads the settings as they are now. */
export function readEnvironment(): WindowEnvironment {
  const found = vscode.workspace.getConfiguration('maestro.symphony');
  const settings = Settings.parse(
    Object.fromEntries(Object.keys(Settings.shape).map((key) => [key, found.get<unknown>(key)])),
  );
  const env = withSettings(process.env, settings);
  return { settings, env, home: homeFrom(env), githubHost: new URL(githubAddresses(env).webUrl).host };
}
