using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Isolation.Host;

namespace Orchestrator.Daemon.Startup;

/// <summary>Makes the daemon's folders, readable to nobody else (case E17); the sockets' folder to their group, an ordinary user's to nobody.</summary>
internal static class RootFolders
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Traversable = Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void Make(RootLayout layout, DaemonSettings settings)
    {
        try
        {
            var others = RootlessIds.OfThisProcess is null ? Traversable : Owner;
            Make(layout.Data, others);
            Make(layout.Log, Owner);
            Make(layout.Run, others);
            SocketGroup.Find(settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"a folder of the daemon cannot be made: {error.Message}. Choose another place with --root DIR.", 125);
        }
    }

    private static void Make(string path, UnixFileMode mode)
    {
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, mode);
        File.SetUnixFileMode(path, mode);
    }
}
