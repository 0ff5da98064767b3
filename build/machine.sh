# The test machine: a small Linux in which the built test programs run as root with cgroup v2 alone, AppArmor or
# SELinux; sourced by ./test. Tests ask for it by [InMachine]; tests/Shared/Machines turns that into traits.

# Sets $machine to the script that runs a command in the machine, or $no_machine to the reason why there is none.
find_machine() {
    machine= no_machine=
    for place in "${ORCH_VM:-}" "$top/../shared/vm/vm-run" "$top/../../shared/vm/vm-run"; do
        [ -n "$place" ] && [ -x "$place" ] && machine=$(readlink -f "$place") && break
    done
    [ -n "$machine" ] || no_machine="no vm-run at \$ORCH_VM or ../shared/vm"
    [ "$(uname -m)" = x86_64 ] || machine= no_machine="the machine needs an x86-64 host"
}

# projects_in [FORM]: of $projects those with a test for the machine, or for that form of it (Plain, AppArmor, SELinux).
projects_in() {
    for name in $projects; do
        grep -rqE --include='*.cs' "\[InMachine\(Machine\.${1:-}" "$top/tests/$name" && printf '%s ' "$name"
    done
    true
}

# run_machine FORM TRAIT [RUNNER'S ARGUMENTS]: boots once, runs the programs of all projects that have something for it,
# and leaves DIR/PROJECT.log and DIR/PROJECT.status in $scratch/FORM. Fails if the machine itself did.
run_machine() {
    kind=$1 trait=$2
    shift 2
    names=$(projects_in "$kind")
    [ -n "$names" ] || return 0
    case $kind in Plain) flag= ;; AppArmor) flag=--apparmor ;; SELinux) flag=--selinux ;; esac
    low=$(printf %s "$kind" | tr '[:upper:]' '[:lower:]')
    out=$scratch/machine-$low
    mkdir "$out"
    for name in $names; do
        echo "$name $top/artifacts/bin/$(basename "$top/tests/$name"/*.csproj .csproj)/release"
    done >"$out/programs"
    # The folder of the caller is seen inside wherever it lies; ends of file are what the runner needs for stdin.
    (cd "$top" && exec "$machine" $flag --mem 3000 --timeout "${ORCH_TEST_LIMIT:-1200}" --out "$out" -- \
        sh "$top/build/machine-inside" "$out" -trait "$trait=$low" "$@") >"$out/machine.log" 2>&1 </dev/null
}
