// Style sheets are taken out of the bundle into a file of their own; importing one only names it.
declare module '*.css';

/** The way from a webview to its extension (@types/vscode-webview has the same). */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
