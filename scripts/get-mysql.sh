#!/bin/bash
# scripts/get-mysql.sh DIR - install a MySQL server into DIR, for tests, on Debian, whose releases contain only MariaDB.
# The server comes from Debian's unstable suite together with every library it needs, down to the C library, so that the
# machine's own packages are neither used nor changed. Afterwards DIR/mysqld takes the usual mysqld options.
set -euo pipefail

fail() {
  printf 'get-mysql.sh: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 1 ] || fail 'usage: scripts/get-mysql.sh DIR'
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail 'apt-get and dpkg-deb are needed, so this works on Debian only'

mkdir -p "$1" || fail "cannot create $1"
target=$(realpath "$1")
if [ -x "$target/mysqld" ] && "$target/mysqld" --version 2>/dev/null; then exit 0; fi

# Everything happens in a folder next to the final one, so that an interrupted run never leaves a partial server.
stage=$(mktemp -d "$target/.unfinished.XXXXXX")
trap 'rm -rf "$stage"' EXIT
log=$stage/log

private_apt() {
  apt-get -q -c "$stage/apt.conf" "$@" >>"$log" 2>&1
}

reason() {
  grep -m 1 '^E: ' "$log" || tail -n 1 "$log"
}

# The repositories that this machine already uses. Some may not belong to Debian: these have no "sid" suite that is signed
# with Debian's keyring, so they fail when they are tried.
configured_mirrors() {
  apt-get update --print-uris 2>/dev/null | sed -nE "s|^'([^']+)/dists/[^']*'.*|\1|p" | awk '!seen[$0]++'
}

prepare_apt() {
  local state=$stage/apt
  mkdir -p "$state"/{sources,preferences,lists/partial,cache/archives/partial}
  : >"$state/status"
  cat >"$stage/apt.conf" <<CONF
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "$state/sources";
Dir::Etc::preferencesparts "$state/preferences";
Dir::Etc::preferences "$state/no-preferences";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Cache::archives "$state/cache/archives";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
APT::Update::Error-Mode "any";
Acquire::Retries "3";
Acquire::Languages "none";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

read_unstable_from_a_mirror() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
  [ -r "$keyring" ] || fail "$keyring is missing (apt-get install debian-archive-keyring)"
  for mirror in $(configured_mirrors); do
    echo "deb [signed-by=$keyring] $mirror sid main" >"$stage/apt/sources.list"
    if private_apt update; then return 0; fi
  done
  [ -s "$log" ] || fail 'the apt configuration of this machine names no repository'
  fail "no configured apt repository offers Debian unstable: $(reason)"
}

# The server needs the loader in DIR, because the C library of this machine is older than the one it was built for.
# Options of the caller come first, because --no-defaults counts only as the first option.
write_launcher() {
  local loader
  loader=$(cd "$stage/tree" && ls -d usr/lib/*/ld-linux*.so.* 2>/dev/null | head -n 1)
  [ -n "$loader" ] || fail 'the unpacked packages contain no program loader'
  cat >"$stage/mysqld" <<LAUNCHER
#!/bin/sh
tree=\$(dirname "\$(readlink -f "\$0")")/tree
exec "\$tree/$loader" --library-path "\$tree/$(dirname "$loader")" "\$tree/usr/sbin/mysqld" "\$@" \\
  --lc-messages-dir="\$tree/usr/share/mysql" --character-sets-dir="\$tree/usr/share/mysql/charsets" \\
  --plugin-dir="\$tree/usr/lib/mysql/plugin"
LAUNCHER
  chmod 755 "$stage/mysqld"
}

prepare_apt
read_unstable_from_a_mirror
private_apt --download-only install mysql-server-core || fail "the MySQL packages could not be downloaded: $(reason)"

mkdir "$stage/tree"
for package in "$stage"/apt/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$stage/tree" 2>>"$log" || fail "cannot unpack $(basename "$package") (is the disk full?)"
done
write_launcher
"$stage/mysqld" --version >>"$log" 2>&1 || fail "the unpacked server does not start: $(tail -n 1 "$log")"

rm -rf "$target/tree" "$target/mysqld"
mv "$stage/tree" "$stage/mysqld" "$target/"
"$target/mysqld" --version
