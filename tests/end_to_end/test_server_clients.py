"""The server with the capabilities of real editors: each column in the units it understands."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import pytest_lsp
from conftest import ROOT
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

Write = Callable[[Mapping[str, "str | bytes"]], Path]

TEXT = 'import asyncio\n\nasync def main():\n    s = "😀"; asyncio.sleep(1)\n'
BEFORE = '    s = "😀"; '
# What each editor counts columns in, and how far the call is from the start of its line.
EDITORS = {
    "neovim": ("utf-8", len(BEFORE.encode())),
    "visual-studio-code": ("utf-16", len(BEFORE.encode("utf-16-le")) // 2),
    "emacs": ("utf-32", len(BEFORE)),
}
_CALL = len("asyncio.sleep(1)")


@pytest_lsp.fixture(
    params=sorted(EDITORS),
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "asynclint", "server"],
        server_env={"PYTHONPATH": str(ROOT / "src")},
    ),
)
async def client(lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    (tmp_path / ".git").mkdir()

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        """Any client says yes."""

    params = types.InitializeParams(
        capabilities=client_capabilities(request.param),
        root_uri=tmp_path.as_uri(),
        workspace_folders=[types.WorkspaceFolder(uri=tmp_path.as_uri(), name="root")],
    )
    result = await lsp_client.initialize_session(params)
    expected, start = EDITORS[request.param]
    assert result.capabilities.position_encoding == expected
    lsp_client.call_start = start  # type: ignore[attr-defined]
    yield
    await lsp_client.shutdown_session()


async def diagnostics(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    """What the editor shows of a document: asked for where it can ask, else awaited."""
    can = client.capabilities.text_document
    if can and can.diagnostic:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics.get(uri, ()))


@pytest.mark.asyncio
async def test_the_emoji_line_is_found_once_fixed_and_clean(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri, start = (tmp_path / "app.py").as_uri(), client.call_start  # type: ignore[attr-defined]
    item = types.TextDocumentItem(uri, types.LanguageKind.Python, 1, TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    (found,) = await asyncio.wait_for(diagnostics(client, uri), 60)

    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri), found.range, types.CodeActionContext([found])
        )
    )
    assert actions
    edit = actions[0].edit
    assert edit
    if edit.document_changes:
        (change,) = edit.document_changes[0].edits
    else:
        (change,) = (edit.changes or {})[uri]
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri),
            [types.TextDocumentContentChangePartial(change.range, change.new_text)],
        )
    )

    assert found.code == "ASL101"
    assert found.range == types.Range(types.Position(3, start), types.Position(3, start + _CALL))
    assert change.range.start == found.range.start
    assert await asyncio.wait_for(diagnostics(client, uri), 60) == []
