using System.Globalization;
using System.Diagnostics;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.LxcTools.Unsharing;

/// <summary>One line of a map of ids (user_namespaces(7)).</summary>
internal sealed record IdMapping(uint Inside, uint Outside, uint Count)
{
    /// <summary>Writes both maps of a child that has a user namespace of its own. Null, or what went wrong.</summary>
    public static string? Write(int pid, IReadOnlyList<IdMapping> users, IReadOnlyList<IdMapping> groups)
    {
        // Who has no privilege may write one line, his own id, and then decides nothing about groups.
        var own = Unistd.geteuid();
        if (own != 0 && !IsOwn(users, own) && !IsOwn(groups, Unistd.getegid()))
            return Help("newuidmap", pid, users) ?? Help("newgidmap", pid, groups);
        try
        {
            if (own != 0)
                File.WriteAllText($"/proc/{pid}/setgroups", "deny");
            File.WriteAllText($"/proc/{pid}/uid_map", Text(users));
            File.WriteAllText($"/proc/{pid}/gid_map", Text(groups));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"the ids cannot be mapped: {error.Message}";
        }
    }

    private static bool IsOwn(IReadOnlyList<IdMapping> maps, uint id) => maps is [{ Count: 1 } only] && only.Outside == id;

    private static string Text(IReadOnlyList<IdMapping> maps) =>
        string.Concat(maps.Select(map => string.Create(CultureInfo.InvariantCulture, $"{map.Inside} {map.Outside} {map.Count}\n")));

    private static string? Help(string program, int pid, IReadOnlyList<IdMapping> maps)
    {
        try
        {
            var words = maps.SelectMany(map => (uint[])[map.Inside, map.Outside, map.Count]).Select(id => id.ToString(CultureInfo.InvariantCulture));
            using var helper = Process.Start(new ProcessStartInfo(program, [pid.ToString(CultureInfo.InvariantCulture), .. words]) { RedirectStandardError = true })!;
            var said = helper.StandardError.ReadToEnd().Trim();
            helper.WaitForExit();
            return helper.ExitCode == 0 ? null : $"{program} failed: {said}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"{program} cannot be run, which gives users their ranges of /etc/subuid: {error.Message} (apt-get install uidmap)";
        }
    }
}
