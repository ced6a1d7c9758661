" Opens the file in ASYNCLINT_TRY with ALE, and prints the findings.
" For `vim -u NONE -N -es -S`; ALE is looked for where Debian puts it, or in ALE_PATH.
set nocompatible encoding=utf-8
execute 'set runtimepath+=' .. (empty($ALE_PATH) ? '/usr/share/vim-ale' : $ALE_PATH)
let g:ale_linters = {'python': ['asynclint']}
let g:ale_lint_delay = 0
runtime plugin/ale.vim
filetype plugin on

let s:words = split(empty($ASYNCLINT_SERVER) ? 'asynclint server' : $ASYNCLINT_SERVER)
call ale#linter#Define('python', {
\   'name': 'asynclint',
\   'lsp': 'stdio',
\   'executable': s:words[0],
\   'command': '%e ' .. join(s:words[1:]),
\   'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
\})

function! s:found() abort
  return get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])
endfunction

function! s:wait(count) abort
  for _ in range(600)
    if len(s:found()) == a:count
      break
    endif
    sleep 50m
  endfor
endfunction

function! s:show(title) abort
  verbose echo a:title .. ' ' .. len(s:found())
  for item in s:found()
    verbose echo item.lnum item.col get(item, 'end_col') get(item, 'code', '') item.text
  endfor
endfunction

execute 'edit' fnameescape($ASYNCLINT_TRY)
setfiletype python
ALELint
call s:wait(1)
call s:show('found')
qall!
