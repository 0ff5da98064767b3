using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>
/// Runs a script in a network namespace that stands for the host's, with the daemon that it starts. There is an outside, too:
/// another namespace with the address 192.0.2.2 at the end of a cable, in which <c>out</c> runs a command.
/// </summary>
internal static class OwnHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private const string Outside = """
        ip link set lo up
        orch() { "$ORCH" "$@"; }
        setpriv --pdeathsig KILL unshare -n sleep 1000 & outside=$!
        # A daemon stays in the namespace that it was started in: the next script gets one of its own.
        trap 'orch daemon --stop --with-containers > /dev/null; kill $outside' EXIT
        until [ "$(readlink /proc/$outside/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.1; done
        ip link add cable type veth peer name eth0 netns $outside
        ip addr add 192.0.2.1/24 dev cable
        ip link set cable up
        out() { nsenter -t $outside -n "$@"; }
        out ip addr add 192.0.2.2/24 dev eth0
        out ip link set eth0 up
        # By the clock: what asks an address that nobody has takes seconds for each try.
        soon() { end=$(($(date +%s) + 100)); until eval "$1"; do [ "$(date +%s)" -lt $end ] || { echo "in vain: $1"; return; }; sleep 0.2; done; }
        get='printf "GET / HTTP/1.0\r\n\r\n" | nc -w 10 $0 80 | tail -n 1'
        serve='mkdir /www; echo "$0" > /www/index.html; exec httpd -f -p 80 -h /www'
        gone() {
            orch rm -f "$@" > /dev/null
            ip -o link | grep -v -e ': lo:' -e ': cable@' | sed 's/^/left: /'
        }

        """;

    public static Task<CliResult> RunAsync(OrchRoot root, string script, params (string Name, string Value)[] variables)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: networks are not an ordinary user's to make");
        var all = new Dictionary<string, string>(root.Variables) { ["ORCH"] = Binaries.Orch };
        foreach (var (name, value) in variables)
            all[name] = value;
        return RunningCli.Start("/usr/bin/unshare", ["-n", "sh", "-c", Outside + script], all, root.Folder).ResultAsync(Limit);
    }
}
