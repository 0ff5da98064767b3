# Shared by the doors ./orch, ./test and ./bench; POSIX sh, sourced with $top set to the project's root.

say() { printf '%s\n' "$*" >&2; }

# 125 is the engine's own failure, as against the payload's.
die() { say "$(basename "$0"): $*"; exit 125; }

# Everything that decides what is built. Names, sizes and times stand for the contents: reading them takes
# milliseconds, and a false alarm costs one incremental build.
fingerprint() {
    find "$top/src" "$top/persistence" "$top"/build/publish* "$top"/Directory.* "$top/global.json" "$top/BannedSymbols.txt" \
        -type f -printf '%p %s %T@\n' | cksum
}

# True while artifacts/orch holds what the present sources give.
is_built() {
    [ -x "$top/artifacts/orch/orch" ] && read -r built <"$top/artifacts/orch/.fingerprint" &&
        [ "$built" = "$(fingerprint)" ]
} 2>/dev/null

# Runs "$@" unless is_built says that another call has just done the same.
build_once() {
    is_built && return 0
    mkdir -p "$top/artifacts"
    (
        flock -n 9 || { say "waiting for another build of $top"; flock 9; }
        # What a build leaves running, such as a compiler server, must not keep the lock.
        is_built || "$top/build/publish" 9>&-
    ) 9>"$top/artifacts/.lock"
}

# Sets PATH and the like for the SDK; nothing of it needs a terminal, a warm HOME or a network beyond NuGet.
find_sdk() {
    for dir in "${DOTNET_ROOT:-}" /usr/share/dotnet /usr/lib/dotnet /opt/dotnet "${HOME:-/root}/.dotnet"; do
        [ -n "$dir" ] && [ -x "$dir/dotnet" ] && [ -d "$dir/sdk" ] && break
        dir=
    done
    [ -n "$dir" ] || dir=$(dirname "$(readlink -f "$(command -v dotnet)")") 2>/dev/null
    [ -x "$dir/dotnet" ] || die "no .NET SDK found. Install the .NET 10 SDK (https://dot.net/download) and call again."
    export DOTNET_ROOT="$dir" PATH="$dir:$PATH" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 \
        DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
    [ -n "${HOME:-}" ] || export HOME="$top/artifacts/home"
    mkdir -p "$HOME"
}

# install_missing PACKAGE:FILE ... installs the Debian packages whose file is not there.
install_missing() {
    missing=
    for pair; do
        [ -e "${pair#*:}" ] || missing="$missing ${pair%%:*}"
    done
    [ -n "$missing" ] || return 0
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "missing packages:$missing. Install them as root: apt-get install$missing"
        sudo=sudo
    fi
    command -v apt-get >/dev/null || die "missing:$missing (Debian's names). Install them and call again."
    say "installing Debian packages:$missing"
    log=$top/artifacts/apt.log
    mkdir -p "$top/artifacts"
    apt="$sudo env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends install"
    # A fresh machine has no package lists; a stale one has lists of packages that are gone.
    $apt $missing >"$log" 2>&1 </dev/null || {
        $sudo apt-get update >>"$log" 2>&1 </dev/null || true
        $apt $missing >>"$log" 2>&1 </dev/null
    } || { tail -n 5 "$log" >&2; die "apt-get could not install:$missing; the whole output is in $log"; }
}
