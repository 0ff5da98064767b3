using System.Globalization;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Isolation.Host;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.Startup;

/// <summary>The group that may use the sockets, and their mode; those of an ordinary user's daemon are that user's alone.</summary>
internal static class SocketGroup
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const int AtFdCwd = -100;
    private const uint KeepOwner = uint.MaxValue;

    /// <summary>Null: there is none, and root alone may use them.</summary>
    /// <exception cref="StartException">The configured group does not exist.</exception>
    public static uint? Find(DaemonSettings settings)
    {
        if (RootlessIds.OfThisProcess is not null)
            return null;
        var wanted = settings.SocketGroup ?? "orch";
        foreach (var line in File.ReadLines("/etc/group"))
        {
            var fields = line.Split(':');
            if (fields.Length >= 3 && fields[0] == wanted && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var gid))
                return gid;
        }
        return settings.SocketGroup is null
            ? null
            : throw new StartException($"the group '{wanted}' of api.socketGroup does not exist. Make it with: groupadd {wanted}", 125);
    }

    public static void Apply(string socket, DaemonSettings settings)
    {
        if (RootlessIds.OfThisProcess is not null)
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return;
        }
        File.SetUnixFileMode(socket, Mode);
        if (Find(settings) is { } gid && Unistd.fchownat(AtFdCwd, socket, KeepOwner, gid, 0) != 0)
            throw new StartException($"the group of {socket} cannot be set", 125);
    }
}
