# Sourced by ./threadsheet and ./test, with the project's folder in $root: makes the environment that satisfies the lock $1 (run, dev).
# When nothing has changed it starts one process (cmp). commands/install.py writes the compared stamp at its very end.

python=$root/.venv/bin/python

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        system_python=$(command -v "$name") && "$system_python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    echo 'Threadsheet needs Python 3.11 or newer, and there is none here.' >&2
    echo 'Debian, Ubuntu: apt install python3   Fedora: dnf install python3   macOS: brew install python' >&2
    return 1
}

have_environment() {
    if [ ! -x "$python" ] || ! cat "$root/requirements/$1.txt" "$root/commands/system_packages.py" | cmp -s - "$root/.venv/installed/$1"; then
        find_python || exit 1
        "$system_python" "$root/commands/install.py" "$1" || exit
    fi
    # Absolute and inherited: children import the project, and nothing from the folder the person stands in.
    export PYTHONPATH="$root" PYTHONSAFEPATH=1
    [ -d /opt/homebrew/lib ] && export DYLD_FALLBACK_LIBRARY_PATH="/opt/homebrew/lib:/usr/local/lib:/usr/lib"
    return 0
}
