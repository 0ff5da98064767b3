using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Rootless;

/// <summary>Maps the ids of a new user namespace: all of a user's ranges by the helpers, or the one own id without them.</summary>
internal static unsafe class IdMapping
{
    /// <summary>Null, or what stands in the way.</summary>
    public static string? Write(RootlessArguments arguments, int pid)
    {
        if (arguments.UidHelper is { } uidHelper && arguments.GidHelper is { } gidHelper)
        {
            return Help(uidHelper, pid, arguments.UidMap, "/etc/subuid") ?? Help(gidHelper, pid, arguments.GidMap, "/etc/subgid");
        }
        // Without help only the own id, and only once nobody inside can drop a group (user_namespaces(7), CVE-2014-8989).
        return File(pid, "setgroups"u8, "deny") ?? File(pid, "gid_map"u8, arguments.GidMap) ?? File(pid, "uid_map"u8, arguments.UidMap);
    }

    private static string? Help(string program, int pid, string map, string ranges)
    {
        using var argv = new StringVector([program, pid.ToString(CultureInfo.InvariantCulture), .. map.Split(' ', ',')]);
        using var envp = new StringVector([]);
        var helper = RawCall.Invoke(56, RawProcess.SIGCHLD);
        if (helper == 0)
            ChildDaemon.Become(argv.Pointer[0], argv.Pointer, envp.Pointer);
        var status = Children.Wait(helper);
        return status == 0
            ? null
            : $"{program} did not map the ids {map} (it ended with {status}). Check that {ranges} gives them to you, "
                + $"and that {program} is setuid root or has its file capability.";
    }

    private static string? File(int pid, ReadOnlySpan<byte> name, string text)
    {
        var content = (byte*)Marshal.StringToCoTaskMemUTF8(text);
        var result = Maps.Write(pid, name, content);
        Marshal.FreeCoTaskMem((nint)content);
        return result >= 0 ? null : $"the kernel refused '{text}' as {Encoding.ASCII.GetString(name)}: {Errno.Name((int)-result)}.";
    }
}
