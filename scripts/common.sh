# What scripts/demo, scripts/test and .ci/run share. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }

find_python() { # prints the first Python that is new enough
  local name
  for name in python3 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  say "Python 3.11 or newer is needed, and none was found."
  return 1
}

install_debian() { # installs Debian packages where that is possible, else says what is missing
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* with apt-get …"
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2
  else
    say "Missing: $*. On Debian or Ubuntu: sudo apt-get install $*"
    return 1
  fi
}

make_venv() { # make_venv FOLDER: an environment of its own, made once
  local python
  if "$1/bin/python" -m pip --version >/dev/null 2>&1; then return; fi
  python=$(find_python)
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    # Debian keeps the module in a package of its own for each version.
    install_debian "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  fi
  say "Making an environment in $1 with $("$python" --version) …"
  rm -rf "$1"
  "$python" -m venv "$1"
}

install_into() { # install_into FOLDER ARGUMENTS: pip install in that environment
  local folder=$1
  shift
  say "Installing stratgraph in $folder …"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

need_for_tests() { # what tests need from the system: installed where that is possible, else named
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v fish >/dev/null || missing+=(fish)
  command -v zsh >/dev/null || missing+=(zsh)
  command -v node >/dev/null || missing+=(nodejs)
  command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource-7-bin virtuoso-opensource-7-common)
  [ "${#missing[@]}" = 0 ] || install_debian "${missing[@]}" ||
    say "Tests that need them are skipped, and say why."
}
