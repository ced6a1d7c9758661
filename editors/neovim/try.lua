-- Opens the file in ASYNCLINT_TRY, prints the diagnostics, applies the first quick fix, prints again.
-- For `nvim --headless -u NONE -l`, or `-c 'luafile ...'` before Neovim 0.9.
local file = vim.env.ASYNCLINT_TRY
local command = vim.split(vim.env.ASYNCLINT_SERVER or "asynclint server", " ")
local root = vim.fn.fnamemodify(file, ":h")

vim.cmd("edit " .. file)
local buffer = vim.api.nvim_get_current_buf()
local settings = { name = "asynclint", cmd = command, root_dir = root }
local client
if vim.lsp.start then
  client = vim.lsp.start(settings)
else
  client = vim.lsp.start_client(settings)
  vim.lsp.buf_attach_client(buffer, client)
end

local function wait_for(count)
  vim.wait(30000, function()
    return #vim.diagnostic.get(buffer) == count
  end, 50)
end

local function show(title)
  print(title .. " " .. #vim.diagnostic.get(buffer))
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    local line = vim.api.nvim_buf_get_lines(buffer, d.lnum, d.lnum + 1, false)[1]
    print(d.lnum + 1, d.col, d.code or "", line:sub(d.col + 1, d.end_col))
  end
end

wait_for(1)
show("found")
local found = vim.diagnostic.get(buffer)[1]
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.ui.select = function(items, _, choose)
  choose(items[1], 1)
end
vim.lsp.buf.code_action()
wait_for(0)
show("left")
print(vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1])
vim.cmd("qall!")
