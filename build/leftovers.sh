# What tests promise not to leave behind; sourced by ./test. $scratch is the run's own folder, and everything that a
# test starts inherits ORCH_TEST_RUN=$scratch. Only what is new and bears the engine's name is blamed on the tests:
# other work on the machine goes on meanwhile.

leftover_names() {
    find /sys/fs/cgroup -maxdepth 4 -type d -name '*orch*' 2>/dev/null || true
    for link in /sys/class/net/*; do basename "$link"; done
    find /tmp /run /var/lib /var/log /dev/shm /dev/mqueue "${HOME:-/root}" -maxdepth 1 -name '*orch*' \
        ! -path "$scratch" 2>/dev/null || true
    (cd "$top" && git status --porcelain --ignored 2>/dev/null) || true
}

marked_processes() {
    for environ in /proc/[0-9]*/environ; do
        pid=${environ#/proc/}
        pid=${pid%/environ}
        [ "$pid" != $$ ] && grep -zqxF "ORCH_TEST_RUN=$scratch" "$environ" 2>/dev/null &&
            [ "$(sed 's/.*) //;s/^. //;s/ .*//' "/proc/$pid/stat" 2>/dev/null)" != $$ ] &&
            echo "process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-150)"
    done
    true
}

leftovers_now() {
    leftover_names | LC_ALL=C sort >"$scratch/names.after"
    LC_ALL=C comm -13 "$scratch/names.before" "$scratch/names.after"
    grep -F " $scratch/" /proc/self/mountinfo | cut -d' ' -f5 | sed 's/^/mount /' || true
    marked_processes
    find "$TMPDIR" -mindepth 1 -maxdepth 1 | sed 's/^/file /'
}

leftovers_before() { leftover_names | LC_ALL=C sort >"$scratch/names.before"; }

# Dying processes and their cgroups get a moment: up to 5 s.
leftovers_after() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        left=$(leftovers_now)
        [ -n "$left" ] || return 0
        sleep 0.5
    done
    printf 'left behind by the tests:\n%s\n' "$left"
    return 1
}
