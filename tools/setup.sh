# Sourced by ./bw: installs and fetches what the build, the tests and the linters need.
# Each step looks first and is quiet when there is nothing to do.
# shellcheck shell=bash

cache=${BELLWETHER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bellwether}
cache=$(realpath -m "$cache")
export BELLWETHER_CACHE=$cache
simdjson_version=3.0.1

say() { printf '\033[1m==>\033[0m %s\n' "$*" | if [[ -t 1 ]]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }

die() {
  printf 'bw: %s\n' "$*" >&2
  exit 1
}

# Runs a command and shows what it said only when it fails. A terminal sees its last line meanwhile.
quietly() {
  local log watcher=
  log=$(mktemp)
  if [[ -t 2 ]]; then
    show_last_line "$log" &
    watcher=$!
  fi
  local status=0
  "$@" >"$log" 2>&1 || status=$?
  if [[ -n $watcher ]]; then
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    printf '\r\033[K' >&2
  fi
  if ((status != 0)); then
    cat "$log" >&2
    rm -f "$log"
    die "failed: $*"
  fi
  rm -f "$log"
}

show_last_line() {
  local width
  width=$(tput cols 2>/dev/null || echo 80)
  # Nobody else ends it when the command is interrupted.
  while kill -0 $$ 2>/dev/null && sleep 0.5; do
    printf '\r\033[K    %s' "$(tail -c 500 "$1" | tr -d '\r\033' | tail -n 1 | cut -c "1-$((width - 6))")" >&2
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

list() { sed -e 's/#.*//' -e '/^\s*$/d' "$1"; }

install_packages() {
  local missing=() package
  for package in $(list "$1"); do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      missing+=("$package")
  done
  ((${#missing[@]} == 0)) || install_debian "${missing[@]}"
}

install_debian() {
  say "Installing $# Debian packages: $*"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "these Debian packages are missing and there is no sudo to install them: $*"
    # Asks for the password here, since `quietly` writes over the question.
    sudo true || die "these Debian packages are missing: $*"
  fi
  quietly as_root apt-get update
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@"
}

# An empty folder for what is fetched; what a failure leaves there goes with the next try.
fetching_folder() {
  local folder=$cache/fetching-$1
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '%s' "$folder"
}

# Functions link statically and Debian's simdjson has no archive, so its source package is built.
fetch_simdjson() {
  local target=$cache/simdjson-$simdjson_version work
  [[ -f $target/simdjson.cpp ]] && return
  say "Fetching the source of simdjson $simdjson_version"
  work=$(fetching_folder simdjson)
  mkdir -p "$work/lists/partial" "$work/sources.d"
  debian_sources deb-src >"$work/sources.list"
  local apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/sources.d"
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User=root)
  quietly apt-get "${apt[@]}" update
  (cd "$work" && quietly apt-get "${apt[@]}" source --download-only simdjson)
  [[ -f $work/simdjson_$simdjson_version.orig.tar.gz ]] ||
    die "Debian's sources here have no simdjson $simdjson_version: $(cd "$work" && ls simdjson_*)"
  mkdir -p "$target"
  tar -xzf "$work"/simdjson_*.orig.tar.gz -C "$work"
  cp "$work/simdjson-$simdjson_version/singleheader/simdjson.h" "$target/"
  cp "$work/simdjson-$simdjson_version/singleheader/simdjson.cpp" "$target/simdjson.cpp.part"
  mv "$target/simdjson.cpp.part" "$target/simdjson.cpp"
  rm -rf "$work"
}

# This machine's Debian sources as one-line entries of the given type.
debian_sources() {
  local files=()
  shopt -s nullglob
  files=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list)
  for file in "${files[@]}"; do
    [[ -f $file ]] && sed -n "s/^deb \(.*\)/$1 \1/p" "$file"
  done
  files=(/etc/apt/sources.list.d/*.sources)
  shopt -u nullglob
  for file in "${files[@]}"; do
    awk -v type="$1" '
      function entry(    n, m, i, j, u, s) {
        n = split(uris, u, " ")
        m = split(suites, s, " ")
        for (i = 1; i <= n; i++)
          for (j = 1; j <= m; j++)
            print type, (key == "" ? "" : "[signed-by=" key "]"), u[i], s[j], parts
        uris = suites = parts = key = ""
      }
      /^[A-Za-z-]+:/ { field = $1; sub(/^[^:]*: */, "") }
      field == "URIs:" { uris = $0 }
      field == "Suites:" { suites = $0 }
      field == "Components:" { parts = $0 }
      field == "Signed-By:" { key = $0 }
      /^$/ { entry() }
      { field = "" }
      END { entry() }' "$file"
  done
}

# One virtual environment for each content of the requirements; `python` points at the current one.
make_python() {
  local digest target
  digest=$(sha256sum tools/requirements.txt | cut -c1-16)
  target=$cache/python-$digest
  if [[ ! -f $target/complete ]]; then
    say "Installing Python packages"
    rm -rf "$target"
    mkdir -p "$cache"
    quietly python3 -m venv "$target"
    quietly "$target/bin/pip" install --disable-pip-version-check -r tools/requirements.txt
    touch "$target/complete"
  fi
  ln -sfn "python-$digest" "$cache/python"
}

python() { printf '%s/python/bin/python' "$cache"; }
# What functions import besides their own code, as AWS's Python runtimes carry boto3.
python_packages() { "$(python)" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])'; }

setup() {
  install_packages tools/debian-packages.txt
  fetch_simdjson
  make_python
}

# The JavaScript SDK, for the end-to-end tests.
make_node_packages() {
  local digest target
  command -v npm >/dev/null || install_debian nodejs npm
  digest=$(sha256sum tests/e2e/js/package-lock.json | cut -c1-16)
  target=$cache/node-$digest
  if [[ ! -f $target/complete ]]; then
    say "Installing JavaScript packages"
    rm -rf "$target"
    mkdir -p "$target"
    cp tests/e2e/js/package.json tests/e2e/js/package-lock.json "$target/"
    (cd "$target" && quietly npm ci --no-audit --no-fund --ignore-scripts)
    touch "$target/complete"
  fi
  ln -sfn "node-$digest" "$cache/node"
}

# Building functions for arm64.
setup_arm64() {
  install_packages tools/debian-packages-arm64.txt
  tools/fetch-arm64-sysroot
}

setup_tests() {
  setup
  make_node_packages
  setup_arm64
}

setup_lint() {
  setup
  install_packages tools/debian-packages-lint.txt
}
