using System.Runtime.InteropServices;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The part of a plan that is about the process itself; the same for an init and for an exec.</summary>
internal static class ProcessPlan
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const uint RlimitNofile = 7;

    /// <summary>Standard descriptors, session, and the end of every other descriptor.</summary>
    /// <param name="terminal">What they are becomes the controlling terminal.</param>
    /// <param name="ofContainer">They are the console that an earlier op made.</param>
    public static void Standard(
        PlanWriter writer, SlotTable slots, SafeHandle? stdin, SafeHandle? stdout, SafeHandle? stderr, bool terminal, bool ofContainer)
    {
        SafeHandle?[] handles = [stdin, stdout, stderr];
        for (var number = 0u; number < 3; number++)
        {
            var slot = ofContainer ? -1 : slots.Add(handles[number]);
            ref var op = ref writer.Add(PlanOpKind.Stdio);
            op.Number = number;
            op.Slot = slot;
            op.Arg1 = ofContainer ? 1u : 0;
        }
        writer.Add(PlanOpKind.Session).Number = terminal ? 1u : 0;
    }

    public static void Limits(PlanWriter writer, ContainerSpec spec)
    {
        var files = false;
        foreach (var limit in spec.Rlimits)
        {
            if (!RlimitNames.TryGetNumber(limit.Name, out var number))
                throw new ArgumentException($"There is no resource limit named {limit.Name}.");
            files |= number == RlimitNofile;
            Rlimit(writer, number, limit.Soft, limit.Hard, PlanOpFlags.None);
        }
        // The launcher has raised its own for its many descriptors; select(2) breaks above 1024.
        if (!files)
            Rlimit(writer, RlimitNofile, 1024, 16_384, PlanOpFlags.Optional);
        writer.Add(PlanOpKind.Umask).Number = (uint)spec.Umask;
        if (spec.SessionKeyring != false)
            writer.Add(PlanOpKind.SessionKeyring);
        if (spec.Personality is { } persona)
            writer.Add(PlanOpKind.Personality).Number = persona;
    }

    public static void Directory(PlanWriter writer, string path, bool create)
    {
        var text = writer.Text(path);
        writer.Add(PlanOpKind.WorkingDirectory, create ? PlanOpFlags.Create : PlanOpFlags.None).Text1 = text;
    }

    public static void Privileges(
        PlanWriter writer, uint uid, uint gid, IReadOnlyList<uint> groups, CapabilitySets capabilities,
        SecuritySpec security, ReadOnlyMemory<byte>? seccomp, uint seccompFlags)
    {
        var noNewPrivileges = security.NoNewPrivileges;
        writer.Add(PlanOpKind.BoundingSet).Arg1 = capabilities.Bounding;
        // Without no_new_privs a filter can be loaded only with CAP_SYS_ADMIN, which ends below; the same goes for Landlock,
        // whose calls a filter might not know.
        if (!noNewPrivileges)
            LandlockPlan.Add(writer, security.Landlock);
        if (!noNewPrivileges && seccomp is { } early)
            Filter(writer, early, seccompFlags);
        var ids = writer.Data(MemoryMarshal.AsBytes<uint>(groups.ToArray()));
        ref var credentials = ref writer.Add(PlanOpKind.Credentials);
        credentials.Number = uid;
        credentials.Arg1 = gid;
        credentials.DataOffset = ids;
        credentials.DataBytes = (uint)groups.Count * 4;
        ref var sets = ref writer.Add(PlanOpKind.Capabilities);
        sets.Arg1 = capabilities.Effective;
        sets.Arg2 = capabilities.Permitted;
        sets.Arg3 = capabilities.Inheritable;
        sets.Arg4 = capabilities.Ambient;
        if (!noNewPrivileges)
            return;
        writer.Add(PlanOpKind.NoNewPrivileges);
        LandlockPlan.Add(writer, security.Landlock);
        if (seccomp is { } late)
            Filter(writer, late, seccompFlags);
    }

    /// <summary>argv, envp and the places where the program may be.</summary>
    public static void Program(
        PlanWriter writer, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment,
        string? home, string? hostname, bool terminal, string? ttys = null)
    {
        writer.SetArguments(command);
        var entries = new List<string>(environment.Count + 4);
        foreach (var (name, value) in environment)
            entries.Add($"{name}={value}");
        Default(entries, environment, "PATH", DefaultPath);
        Default(entries, environment, "HOME", home);
        Default(entries, environment, "HOSTNAME", hostname);
        Default(entries, environment, "TERM", terminal ? "xterm" : null);
        Default(entries, environment, ConsolePlan.Variable, ttys);
        writer.SetEnvironment(entries);

        var program = command[0];
        if (program.Contains('/', StringComparison.Ordinal))
        {
            writer.Add(PlanOpKind.Exec).Text1 = writer.Text(program);
            return;
        }
        var path = environment.TryGetValue("PATH", out var own) && own.Length > 0 ? own : DefaultPath;
        foreach (var directory in path.Split(':'))
        {
            // An empty entry is the working directory (execvp(3)).
            writer.Add(PlanOpKind.Exec).Text1 = writer.Text(directory.Length == 0 ? "./" + program : directory + "/" + program);
        }
    }

    private static void Default(List<string> entries, IReadOnlyDictionary<string, string> given, string name, string? value)
    {
        if (value is not null && !given.ContainsKey(name))
            entries.Add($"{name}={value}");
    }

    private static void Rlimit(PlanWriter writer, uint number, ulong soft, ulong hard, PlanOpFlags flags)
    {
        ref var op = ref writer.Add(PlanOpKind.Rlimit, flags);
        op.Number = number;
        op.Arg1 = soft;
        op.Arg2 = hard;
    }

    private static void Filter(PlanWriter writer, ReadOnlyMemory<byte> filter, uint flags)
    {
        var offset = writer.Data(filter.Span);
        ref var op = ref writer.Add(PlanOpKind.Seccomp);
        op.Number = flags;
        op.DataOffset = offset;
        op.DataBytes = (uint)filter.Length;
    }
}
