using Orchestrator.LxcTools;

namespace Orchestrator.Lxc.Tests;

/// <summary>The commands as far as they need no daemon.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly Directories _directories = new();

    public void Dispose() => _directories.Dispose();

    [Theory]
    [InlineData("lxc-ls -1", 0, "a\nb\n")]
    [InlineData("orch-lxc ls -1", 0, "a\nb\n")]
    [InlineData("orch-lxc lxc-ls -1 --stopped", 0, "a\nb\n")]
    [InlineData("lxc-ls --line --filter=^b", 0, "b\n")]
    [InlineData("lxc-ls --running", 0, "")]
    [InlineData("lxc-ls -f -F NAME,STATE,PID,AUTOSTART,GROUPS", 0, "NAME STATE   PID AUTOSTART GROUPS \na    STOPPED -   0         -      \nb    STOPPED -   1         g1     \n")]
    [InlineData("lxc-ls -1 -g g1", 0, "b\n")]
    [InlineData("lxc-info -n a -H -s", 0, "STOPPED\n")]
    [InlineData("lxc-info a", 0, "Name:           a\nState:          STOPPED\n")]
    [InlineData("lxc-info nobody", 1, "")]
    [InlineData("lxc-info -s", 1, "")]
    [InlineData("lxc-stop a", 2, "")]
    [InlineData("lxc-stop nobody", 1, "")]
    [InlineData("lxc-stop -k --nokill a", 1, "")]
    [InlineData("lxc-wait -n a -s STOPPED", 0, "")]
    [InlineData("lxc-wait -n a -s RUNNING -t 0", 1, "")]
    [InlineData("lxc-wait -n a -s NOWHERE -t 0", 1, "")]
    [InlineData("lxc-freeze a", 1, "")]
    [InlineData("lxc-attach a -- true", 1, "")]
    [InlineData("lxc-execute nobody -- true", 1, "")]
    [InlineData("lxc-create -n a -t none", 1, "")]
    [InlineData("lxc-autostart -L", 0, "")]
    [InlineData("lxc-autostart -L -a", 0, "b 5\n")]
    [InlineData("lxc-autostart -L -a -A -s", 0, "b\na\n")]
    [InlineData("lxc-autostart -L -g g1,", 0, "b 5\n")]
    [InlineData("lxc-autostart -L -A -g ,g1", 0, "a 0\nb 5\n")]
    [InlineData("lxc-snapshot -n a -L", 0, "No snapshots\n")]
    [InlineData("lxc-info --version", 0, "7.0.0\n")]
    [InlineData("lxc-config lxc.bdev.lvm.vg", 0, "lxc\n")]
    [InlineData("lxc-config lxc.nonsense", 1, "")]
    [InlineData("lxc-checkpoint -n a", 1, "")]
    [InlineData("lxc-checkpoint -n a -D /nowhere -s", 1, "")]
    [InlineData("lxc-checkpoint -n a -D /nowhere -s -r", 1, "")]
    [InlineData("lxc-checkpoint -n nobody -D /nowhere", 1, "")]
    [InlineData("lxc-ls --nesting=2 -1", 0, "a\nb\n")]
    [InlineData("lxc-monitor -Q", 0, "")]
    [InlineData("lxc-monitor -n a[", 1, "")]
    [InlineData("lxc-top -b -s x", 1, "")]
    [InlineData("lxc-top -d 0", 1, "")]
    [InlineData("lxc-unshare true", 1, "")]
    [InlineData("lxc-unshare -s NOWHERE true", 1, "")]
    [InlineData("lxc-unshare -s MOUNT -H other true", 1, "")]
    [InlineData("lxc-usernsexec -m b:0:1 -- true", 1, "")]
    [InlineData("lxc-usernsexec -m x:0:1:1 -- true", 1, "")]
    public void Tool_GivesLxcsOutputAndExitCode(string line, int code, string output)
    {
        _directories.Make("a").Dispose();
        _directories.Make("b", "lxc.start.auto = 1\nlxc.start.delay = 5\nlxc.group = g1\n").Dispose();
        var words = line.Split(' ');
        var own = words[0] == "orch-lxc" ? 2 : 1;
        string[] given = [.. words[1..own], .. words[own] is "lxc.bdev.lvm.vg" or "lxc.nonsense" ? [] : (string[])["-P", _directories.Path], .. words[own..]];
        using var written = new StringWriter();
        using var error = new StringWriter();
        Entry.Run(words[0], given, written, error).ShouldBe(code, error.ToString());
        written.ToString().ShouldBe(output);
        if (code != 0)
            error.ToString().ShouldNotBeEmpty();
    }
}
