// Starts `python -m asynclint server` and says clearly when that cannot be.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { installation, interpreter, onChosen, probe, type Interpreter } from "./interpreter";

const RESTARTING = ["asynclint.interpreter", "asynclint.enable"];

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;
let home: string;
// One start or stop after the other: settings may change while a server is coming up.
let turn: Promise<void> = Promise.resolve();
// Whether the running server is about to be stopped, and need not hear of settings.
let leaving = false;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  home = context.extensionPath;
  output = vscode.window.createOutputChannel("asynclint", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("asynclint.restart", restart),
    vscode.commands.registerCommand("asynclint.showOutput", () => output.show()),
    vscode.commands.registerCommand("asynclint.install", async () => install(await interpreter())),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (RESTARTING.some((setting) => change.affectsConfiguration(setting))) {
        void restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  const chosen = await onChosen(restart);
  if (chosen) {
    context.subscriptions.push(chosen);
  }
  await restart();
}

export async function deactivate(): Promise<void> {
  turn = turn.then(stop);
  await turn;
}

function restart(): Promise<void> {
  leaving = true;
  turn = turn.then(stop).then(start).catch((error) => output.error(String(error)));
  return turn;
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await old?.dispose();
}

async function start(): Promise<void> {
  if (!vscode.workspace.getConfiguration("asynclint").get<boolean>("enable", true)) {
    output.info("The setting asynclint.enable is off.");
    return;
  }
  const python = await interpreter();
  const found = await probe(python.path, home);
  switch (found.kind) {
    case "missing":
      void offer(python);
      return;
    case "broken":
      void complain(python, found.reason);
      return;
    case "ready":
      output.info(`asynclint ${found.version} of ${python.path}, from ${python.origin}`);
      await run(python);
  }
}

async function run(python: Interpreter): Promise<void> {
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "python", scheme: "file" },
      { language: "python", scheme: "untitled" },
      { language: "python", notebook: "*" },
      { pattern: "**/{pyproject,asynclint}.toml", scheme: "file" },
    ],
    outputChannel: output,
    traceOutputChannel: output,
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
    middleware: {
      workspace: {
        didChangeConfiguration: (sections, next) => (leaving ? Promise.resolve() : next(sections)),
      },
    },
  };
  // Not in the workspace, from which `-m` would import.
  const server = {
    command: python.path,
    args: ["-m", "asynclint", "server"],
    options: { cwd: home },
  };
  leaving = false;
  client = new LanguageClient("asynclint", "asynclint", server, options);
  await client.start();
}

async function offer(python: Interpreter): Promise<void> {
  output.warn(`asynclint is not installed in ${python.path}, from ${python.origin}`);
  const choice = await vscode.window.showWarningMessage(
    `asynclint is not installed in ${python.path} (${python.origin}).`,
    "Install",
    "Choose an Interpreter",
  );
  if (choice === "Install") {
    await install(python);
  } else if (choice) {
    const setting = "asynclint.interpreter";
    await vscode.commands.executeCommand("workbench.action.openSettings", setting);
  }
}

async function complain(python: Interpreter, reason: string): Promise<void> {
  output.error(`${python.path}, from ${python.origin}: ${reason}`);
  const choice = await vscode.window.showErrorMessage(
    `asynclint cannot start: ${python.path} (${python.origin}) says: ${reason}`,
    "Show Output",
  );
  if (choice) {
    output.show();
  }
}

// In a terminal of the user's, who sees what is done and can stop it.
async function install(python: Interpreter): Promise<void> {
  const words = await installation(python.path);
  const task = new vscode.Task(
    { type: "process" },
    vscode.TaskScope.Workspace,
    "Install asynclint",
    "asynclint",
    new vscode.ProcessExecution(words[0], words.slice(1)),
  );
  const running = await vscode.tasks.executeTask(task);
  const ended = vscode.tasks.onDidEndTaskProcess((event) => {
    if (event.execution === running) {
      ended.dispose();
      if (event.exitCode === 0) {
        void restart();
      }
    }
  });
}
