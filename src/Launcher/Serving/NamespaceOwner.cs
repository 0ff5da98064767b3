using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// Whom a new user namespace belongs to. The kernel counts inotify instances and watches, message queues, pending
/// signals and nested namespaces of a container on its owner as well, up to limits that are the same for each user
/// (user_namespaces(7), kernel/ucount.c). Were all containers root's, one could use up what belongs to the others and to
/// the host's root (case R08); so each belongs to the host's id of its own root, for which nobody else counts.
/// </summary>
internal static unsafe class NamespaceOwner
{
    private const nint Unchanged = -1;

    /// <summary>True when the launcher goes by that id until <see cref="Leave"/>.</summary>
    public static bool Enter(PlanView plan) => plan.Header->UidMap != 0 && Enter(plan.Text(plan.Header->UidMap));

    public static bool Enter(byte* uidMap)
    {
        // Only root can become somebody else; a launcher without that power makes its own namespaces.
        if (RawProcess.geteuid() != 0)
            return false;
        var owner = OutsideOfRoot(uidMap);
        if (owner == 0 || RawProcess.setresuid(Unchanged, (nint)owner, Unchanged) < 0)
            return false;
        // The cgroup that the child is born in is root's, and files are looked at by this id.
        RawProcess.setfsuid(0);
        return true;
    }

    public static void Leave() => Must.Succeed("setresuid back", RawProcess.setresuid(Unchanged, 0, Unchanged));

    /// <summary>The second number of the line that maps 0, or of the first one: a map need not have a root.</summary>
    private static uint OutsideOfRoot(byte* map)
    {
        uint first = 0;
        for (var line = 0; *map != 0; line++)
        {
            var inside = Number(&map);
            var outside = Number(&map);
            Number(&map);
            if (inside == 0)
                return outside;
            if (line == 0)
                first = outside;
        }
        return first;
    }

    private static uint Number(byte** text)
    {
        while (**text is (byte)' ' or (byte)'\n')
            (*text)++;
        uint value = 0;
        while (**text is >= (byte)'0' and <= (byte)'9')
            value = (value * 10) + (uint)(*(*text)++ - '0');
        while (**text is not 0 and not ((byte)' ' or (byte)'\n' or (>= (byte)'0' and <= (byte)'9')))
            (*text)++;
        while (**text is (byte)' ' or (byte)'\n')
            (*text)++;
        return value;
    }
}
