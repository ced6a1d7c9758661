// Opens a file and a notebook in code-server with the extension, and takes screenshots.
//
//   node try.mjs FOLDER-WITH-NODE_MODULES PYTHON OUT
//
// The folder holds code-server and playwright-core from npm, PYTHON has asynclint, OUT gets the
// pictures. Chromium is the system's. The status is 1 when a finding is not shown or not fixed, or
// when the extension does not say that an interpreter lacks asynclint.

import { spawn, execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";

const [modules, python, out] = process.argv.slice(2).map((word) => path.resolve(word));
const require = createRequire(path.join(modules, "package.json"));
const { chromium } = require("playwright-core");
const PORT = 18412;
const TEXT = 'import asyncio\n\n\nasync def main():\n    s = "😀"; asyncio.sleep(1)\n    return s\n';
const cell = (source) => ({
  cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: [source],
});
const NOTEBOOK = {
  cells: [cell("import asyncio\n"), cell("asyncio.sleep(1)\n")],
  metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 5,
};

const home = fs.mkdtempSync(path.join(os.tmpdir(), "asynclint-vscode-"));
const project = path.join(home, "project");
const user = path.join(home, "user");
fs.mkdirSync(path.join(project, ".git"), { recursive: true });
fs.mkdirSync(path.join(user, "User"), { recursive: true });
fs.writeFileSync(path.join(project, "app.py"), TEXT);
fs.writeFileSync(path.join(project, "book.ipynb"), JSON.stringify(NOTEBOOK));
fs.writeFileSync(
  path.join(user, "User", "settings.json"),
  JSON.stringify({
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "asynclint.interpreter": python,
    "window.autoDetectColorScheme": false,
    "files.autoSave": "off",
    "chat.disableAIFeatures": true,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
  }),
);

const server = path.join(modules, "node_modules", ".bin", "code-server");
const places = ["--user-data-dir", user, "--extensions-dir", path.join(home, "extensions")];
const vsix = path.join(import.meta.dirname, "asynclint.vsix");
execFileSync(server, [...places, "--install-extension", vsix], { stdio: "inherit" });
const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${PORT}`, "--disable-telemetry"];
const running = spawn(server, [...places, ...flags, "--disable-update-check", project], {
  stdio: "ignore",
});

let status = 1;
try {
  status = await look();
} catch (error) {
  console.log(String(error));
} finally {
  running.kill();
}
process.exit(status);

async function look() {
  fs.mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1100, height: 700 } });
  page.setDefaultTimeout(120_000);
  await arrive(page);
  try {
    return await use(page);
  } catch (error) {
    await page.screenshot({ path: path.join(out, "failure.png") });
    throw error;
  } finally {
    await browser.close();
  }
}

async function use(page) {
  await page.locator(".squiggly-warning").first().waitFor();
  const squiggles = await page.locator(".squiggly-warning").count();
  await page.keyboard.press("Control+Shift+M");
  await page.getByText("makes a coroutine that nothing awaits").first().waitFor();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+G");
  await page.keyboard.type("5:20\n");
  await page.keyboard.press("Control+.");
  await page.getByText("Await the coroutine").first().waitFor();
  await page.screenshot({ path: path.join(out, "vscode.png") });
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-warning").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+S");
  await page.waitForTimeout(2000);
  const fixed = fs.readFileSync(path.join(project, "app.py"), "utf8").includes("await asyncio.sleep(1)");
  const cells = await useNotebook(page);
  console.log(`squiggles ${squiggles}, fixed ${fixed}; in a notebook ${cells.squiggles}, fixed ${cells.fixed}`);
  await useAnother(page);
  return squiggles === 1 && fixed && cells.squiggles === 1 && cells.fixed ? 0 : 1;
}

// The workspace names an interpreter that lacks asynclint, and then none.
async function useAnother(page) {
  const empty = path.join(home, "empty");
  execFileSync(python, ["-m", "venv", "--without-pip", empty]);
  const settings = { "asynclint.interpreter": path.join(empty, "bin", "python") };
  const file = path.join(project, ".vscode", "settings.json");
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, JSON.stringify(settings));
  const complaint = page.locator(".notification-toast", { hasText: "asynclint is not installed" });
  await complaint.getByRole("button", { name: "Choose an Interpreter" }).waitFor();
  await complaint.getByRole("button", { name: "Install", exact: true }).waitFor();
  await page.waitForTimeout(2000);
  const toasts = await page.locator(".notification-toast").allInnerTexts();
  if (toasts.length !== 1) {
    throw new Error(toasts.join("\n"));
  }
  fs.writeFileSync(path.join(project, "app.py"), TEXT);
  fs.rmSync(file);
  await open(page, "app.py");
  await page.locator(".squiggly-warning").first().waitFor();
}

async function useNotebook(page) {
  await open(page, "book.ipynb");
  await page.locator(".notebookOverlay .squiggly-warning").first().waitFor();
  await page.getByText("makes a coroutine that nothing awaits").first().waitFor();
  const squiggles = await page.locator(".squiggly-warning").count();
  await page.getByText("asyncio.sleep(1)").first().click();
  await page.keyboard.press("Control+.");
  await page.getByText("Await the coroutine").first().waitFor();
  await page.screenshot({ path: path.join(out, "vscode-notebook.png") });
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-warning").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+S");
  await page.waitForTimeout(2000);
  const text = fs.readFileSync(path.join(project, "book.ipynb"), "utf8");
  return { squiggles, fixed: text.includes("await asyncio.sleep(1)") };
}

async function arrive(page) {
  for (let attempt = 0; attempt < 60; attempt++) {
    try {
      const file = `vscode-remote://127.0.0.1:${PORT}${project}/app.py`;
      const payload = encodeURIComponent(JSON.stringify([["openFile", file]]));
      await page.goto(`http://127.0.0.1:${PORT}/?folder=${project}&payload=${payload}`);
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  await page.locator(".monaco-workbench").waitFor();
}

async function open(page, name) {
  await page.keyboard.press("Control+P");
  await page.keyboard.type(name);
  await page.waitForTimeout(1500);
  await page.keyboard.press("Enter");
}
