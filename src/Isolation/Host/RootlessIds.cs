using System.Globalization;

namespace Orchestrator.Isolation.Host;

/// <summary>
/// The ids that the daemon of an ordinary user can give out. It is root of a user namespace (user_namespaces(7)) whose
/// root is the user, and whose other ids are the user's range of /etc/subuid. All containers share them: to give each
/// other ones the files of an image would have to be id-mapped, which the kernel allows only to who has mounted their
/// file system.
/// </summary>
/// <param name="Groups">Whether a process inside can set its groups; it cannot where only the own id is mapped.</param>
public sealed record RootlessIds(IReadOnlyList<IdExtent> Users, IReadOnlyList<IdExtent> GroupIds, bool Groups)
{
    /// <summary>Ids from 0 on that are both a user and a group.</summary>
    public uint Count => Math.Min(Upper(Users), Upper(GroupIds));

    /// <summary>The user, as the host knows them.</summary>
    public uint HostUid => Users[0].Outside;

    /// <summary>Null for a daemon that is root of its host.</summary>
    public static RootlessIds? OfThisProcess { get; } = Environment.GetEnvironmentVariable("ORCH_ROOTLESS") != "1"
        ? null
        : Parse(
            File.ReadAllText("/proc/self/uid_map"), File.ReadAllText("/proc/self/gid_map"), File.ReadAllText("/proc/self/setgroups"));

    public static RootlessIds Parse(string users, string groups, string setgroups) =>
        new(Extents(users), Extents(groups), setgroups.Trim() == "allow");

    /// <summary>What an id of the host is called here; null: it is not the user's.</summary>
    public uint? Inside(uint hostId, uint count, bool group)
    {
        foreach (var extent in group ? GroupIds : Users)
        {
            if (hostId >= extent.Outside && (ulong)hostId + count <= (ulong)extent.Outside + extent.Count)
                return extent.Inside + (hostId - extent.Outside);
        }
        return null;
    }

    /// <summary>What the host calls an id of here.</summary>
    public uint? Outside(uint id, bool group)
    {
        foreach (var extent in group ? GroupIds : Users)
        {
            if (id >= extent.Inside && id - extent.Inside < extent.Count)
                return extent.Outside + (id - extent.Inside);
        }
        return null;
    }

    /// <summary>The maps of a container that has all of them: a line for each of ours, since no line may span two.</summary>
    public string Text(bool group)
    {
        var lines = (group ? GroupIds : Users).Select(extent => string.Create(
            CultureInfo.InvariantCulture, $"{extent.Inside} {extent.Inside} {extent.Count}\n"));
        return string.Concat(lines);
    }

    private static uint Upper(IReadOnlyList<IdExtent> extents)
    {
        var upper = 0u;
        foreach (var extent in extents.OrderBy(extent => extent.Inside))
        {
            if (extent.Inside != upper)
                break;
            upper += extent.Count;
        }
        return upper;
    }

    private static List<IdExtent> Extents(string text)
    {
        var extents = new List<IdExtent>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [var inside, var outside, var length] && TryNumber(inside, out var first) && TryNumber(outside, out var host)
                && TryNumber(length, out var count))
            {
                extents.Add(new IdExtent(first, host, count));
            }
        }
        return extents;
    }

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
