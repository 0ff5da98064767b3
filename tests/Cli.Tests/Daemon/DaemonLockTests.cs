using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Startup;

namespace Orchestrator.Cli.Tests.Daemon;

public sealed class DaemonLockTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("orch-lock-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void V15_Take_SecondDaemon_RefusedWithWayOut()
    {
        var layout = RootLayout.Of(_root.FullName);
        Directory.CreateDirectory(layout.Run);
        using var first = DaemonLock.Take(layout);

        var error = Should.Throw<StartException>(() => DaemonLock.Take(layout));

        error.Message.ShouldContain($"another daemon (pid {Environment.ProcessId}) holds {layout.DaemonLock}");
        error.Message.ShouldContain($"orch daemon --stop --root {_root.FullName}");
    }

    [Fact]
    public void Take_AfterRelease_Taken()
    {
        var layout = RootLayout.Of(_root.FullName);
        Directory.CreateDirectory(layout.Run);
        DaemonLock.Take(layout).Dispose();

        Should.NotThrow(() => DaemonLock.Take(layout).Dispose());
    }
}
