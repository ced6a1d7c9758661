#!/bin/sh
# Opens the file in ASYNCLINT_TRY in Helix, on a screen of tmux, prints the lines with a finding,
# applies the first fix, prints them again.
set -eu
home=$(mktemp -d)
screen="tmux -u -f /dev/null -L asynclint-try"
trap '$screen kill-server 2> /dev/null; rm -rf "$home"' EXIT
mkdir "$home/helix"
# shellcheck disable=SC2086
set -- ${ASYNCLINT_SERVER:-asynclint server}
program=$1
shift
words=$(printf '"%s", ' "$@")
cat > "$home/helix/languages.toml" <<EOF
[language-server.asynclint]
command = "$program"
args = [${words%, }]

[[language]]
name = "python"
language-servers = ["asynclint"]
EOF

# The message may stand behind the line.
marked() {
  $screen capture-pane -p | sed -n 's/  `.*//; s/^●  *//p'
}

show() {
  for _ in $(seq 300); do
    [ "$(marked | wc -l)" -ne "$2" ] || break
    sleep 0.1
  done
  echo "$1 $(marked | wc -l)"
  marked
}

XDG_CONFIG_HOME="$home" $screen new-session -d -x 110 -y 28 "${HELIX:-hx} '$ASYNCLINT_TRY'"
show found 1
$screen send-keys "]d"
sleep 1
$screen send-keys " a"
sleep 2
$screen send-keys Enter
sleep 1
$screen send-keys Enter
show left 0
$screen send-keys ":write-quit" Enter
sleep 1
cat "$ASYNCLINT_TRY"
