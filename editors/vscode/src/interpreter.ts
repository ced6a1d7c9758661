// Which Python runs the server, and whether asynclint is there.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

export interface Interpreter {
  readonly path: string;
  /** Where it was found, in words for the user. */
  readonly origin: string;
}

/** What `asynclint server` of an interpreter says of itself. */
export type Found =
  | { kind: "ready"; version: string }
  | { kind: "missing" }
  | { kind: "broken"; reason: string };

// Asks for everything the server imports.
const PROBE = "import asynclint, pygls, lsprotocol.types; print(asynclint.__version__)";
const PATIENCE = 20_000;

/** The interpreter of the settings, of the Python extension, of `.venv`, or of the path. */
export async function interpreter(): Promise<Interpreter> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (vscode.workspace.isTrusted) {
    const set = vscode.workspace.getConfiguration("asynclint", folder).get<string>("interpreter");
    if (set) {
      return { path: resolved(set, folder), origin: "the setting asynclint.interpreter" };
    }
    const chosen = await fromPythonExtension(folder);
    if (chosen) {
      return { path: chosen, origin: "the Python extension" };
    }
    const own = folder && inEnvironment(folder.uri.fsPath);
    if (own) {
      return { path: own, origin: "the environment of the folder" };
    }
  }
  return { path: process.platform === "win32" ? "python" : "python3", origin: "the search path" };
}

/** Whether the server can be started with an interpreter. Python imports from the folder it is
 * started in, which must not be the workspace: `cwd` is a folder of ours. */
export function probe(python: string, cwd: string): Promise<Found> {
  return new Promise((resolve) => {
    execFile(python, ["-c", PROBE], { timeout: PATIENCE, cwd }, (error, stdout, stderr) => {
      if (!error) {
        resolve({ kind: "ready", version: stdout.trim() });
      } else if (/ModuleNotFoundError: No module named '(asynclint|pygls|lsprotocol)/.test(stderr)) {
        resolve({ kind: "missing" });
      } else {
        resolve({ kind: "broken", reason: stderr.trim().split("\n").pop() || error.message });
      }
    });
  });
}

/** The command that installs asynclint: with uv where the environment has no pip. */
export async function installation(python: string): Promise<string[]> {
  const hasPip = await runs(python, ["-I", "-m", "pip", "--version"]);
  if (!hasPip && (await runs("uv", ["--version"]))) {
    return ["uv", "pip", "install", "--python", python, "asynclint[lsp]"];
  }
  return [python, "-m", "pip", "install", "asynclint[lsp]"];
}

/** Calls back when another interpreter is chosen in the Python extension. */
export async function onChosen(call: () => void): Promise<vscode.Disposable | undefined> {
  const environments = await pythonEnvironments();
  return environments?.onDidChangeActiveEnvironmentPath(call);
}

interface Environments {
  getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
  resolveEnvironment(
    environment: unknown,
  ): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

async function pythonEnvironments(): Promise<Environments | undefined> {
  const extension = vscode.extensions.getExtension<{ environments?: Environments }>(
    "ms-python.python",
  );
  try {
    return (await extension?.activate())?.environments;
  } catch {
    return undefined; // it is there and does not start: not ours to say
  }
}

async function fromPythonExtension(
  folder: vscode.WorkspaceFolder | undefined,
): Promise<string | undefined> {
  const environments = await pythonEnvironments();
  if (!environments) {
    return undefined;
  }
  const active = environments.getActiveEnvironmentPath(folder?.uri);
  const found = await environments.resolveEnvironment(active);
  return found?.executable.uri?.fsPath;
}

function inEnvironment(folder: string): string | undefined {
  const place = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  return [".venv", "venv"]
    .map((name) => path.join(folder, name, ...place))
    .find((candidate) => fs.existsSync(candidate));
}

function resolved(setting: string, folder: vscode.WorkspaceFolder | undefined): string {
  const root = folder?.uri.fsPath ?? "";
  const expanded = setting.replace(/\$\{workspaceFolder\}/g, root).replace(/^~(?=[/\\])/, home());
  const isPath = expanded.includes("/") || expanded.includes("\\");
  return isPath && !path.isAbsolute(expanded) ? path.join(root, expanded) : expanded;
}

function home(): string {
  return process.env.HOME ?? process.env.USERPROFILE ?? "~";
}

function runs(command: string, words: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, words, { timeout: PATIENCE }, (error) => resolve(!error));
  });
}
