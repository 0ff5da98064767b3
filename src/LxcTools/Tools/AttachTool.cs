using System.Globalization;
using Orchestrator.Client.Execs;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Kernel;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class AttachTool : Tool
{
    // personality(2).
    private const long Linux64 = 0, Linux32 = 8;

    private static readonly ToolOption Elevated = new('e', "elevated-privileges", "PRIVILEGES", "Use elevated privileges instead of those of the container: CAP, CGROUP, LSM or all") { Optional = true };
    private static readonly ToolOption Arch = new('a', "arch", "ARCH", "Use ARCH for program instead of container's own architecture");
    private static readonly ToolOption Remount = new('R', "remount-sys-proc", null, "With -s and without MOUNT: /sys and /proc show the namespaces that were entered");
    private static readonly ToolOption Log = new('L', "pty-log", "FILE", "Log pty output to FILE");
    private static readonly ToolOption Context = new('c', "context", "CONTEXT", "SELinux Context to transition into");
    private static readonly ToolOption Namespaces = new('s', "namespaces", "FLAGS", "Attach only to these: MOUNT, PID, UTSNAME, IPC, USER or NETWORK, joined by |; implies -e");
    private static readonly ToolOption Clear = new(ToolOption.None, "clear-env", null, "Clear all environment variables before attaching");
    private static readonly ToolOption Keep = new(ToolOption.None, "keep-env", null, "Keep all current environment variables (the default)");
    private static readonly ToolOption Set = new('v', "set-var", "VAR=VALUE", "Set an additional variable that is seen by the program");
    private static readonly ToolOption KeepVar = new(ToolOption.None, "keep-var", "VAR", "Keep an additional environment variable with --clear-env");
    private static readonly ToolOption RcFile = new('f', "rcfile", "FILE", "Load configuration file FILE");
    private static readonly ToolOption Uid = new('u', "uid", "UID", "Execute COMMAND with UID inside the container");
    private static readonly ToolOption Gid = new('g', "gid", "GID", "Execute COMMAND with GID inside the container");

    public override string Name => "attach";

    public override string Summary => "Execute the specified COMMAND - enter the container NAME";

    public override string Usage => "--name=NAME [-- COMMAND]";

    public override IReadOnlyList<ToolOption> Options => [Elevated, Arch, Namespaces, Remount, Clear, Keep, Log, Set, KeepVar, RcFile, Uid, Gid, Context];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined && !container.IsRunning)
            return call.Fail($"Container is not defined");
        if ((call.Has(Elevated) || call.Has(Namespaces) || call.Operands.Count == 0) && !container.IsRunning)
            return call.Fail("Container is not running");
        var options = new LxcAttachOptions
        {
            ClearEnvironment = call.Has(Clear),
            ExtraEnvironment = call.All(Set),
            KeepEnvironment = call.All(KeepVar),
            Uid = Id(call, Uid),
            Gid = Id(call, Gid),
            Personality = call.Get(Arch) is { } arch ? PersonalityOf(arch) : null,
        };
        if (call.Get(Context) is { } context)
            return call.Fail($"the context {context} cannot be entered: {(Directory.Exists("/sys/fs/selinux") ? "a process gets that of its container here (lxc.selinux.context)" : "SELinux is not active on this host")}");
        IReadOnlyList<string> command = call.Operands.Count > 0 ? call.Operands : [container.ShellOf(options.Uid ?? 0)];
        if (call.Has(Elevated) || call.Has(Namespaces))
            return ElevatedAttach.Replace(call, container, options, call.Get(Namespaces), call.Has(Remount), command);
        var terminal = Terminal.IsTerminal(0) || Terminal.IsTerminal(1) || Terminal.IsTerminal(2);
        var request = container.AttachRequest(options, command);
        request.Terminal = terminal;
        if (LxcDaemon.IfRunning() is not { } daemon)
            return call.Fail("Container is not running");
        using var log = call.Get(Log) is { } file ? OpenLog(file) : null;
        // Whether it runs is found out by trying.
        var (exit, problem) = ExecSession.RunAsync(daemon.Place.ExecSocket, request, interactive: true, CancellationToken.None, log)
            .GetAwaiter().GetResult();
        if (problem is not null && !container.IsRunning)
            return call.Fail("Container is not running");
        if (problem is not null)
            return call.Fail(LxcDaemon.Text(problem), problem.ExitCode is 126 or 127 ? problem.ExitCode : 1);
        return LxcContainer.StatusOf(exit) is >= 0 and var status ? WaitStatus.Code(status) : call.Fail("its exit code is not known");
    }

    private static long PersonalityOf(string arch) => LxcArch.Find(arch) switch
    {
        32 => Linux32,
        64 => Linux64,
        _ => throw new UsageException($"'{arch}' is no architecture that LXC knows, such as x86_64 or i686"),
    };

    /// <summary>Its owner's alone, as LXC makes it: what was typed is in it.</summary>
    private static FileStream OpenLog(string file)
    {
        try
        {
            return new FileStream(file, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the log file {file} cannot be opened: {error.Message}");
        }
    }

    private static uint? Id(ToolCall call, ToolOption option) => call.Get(option) is not { } text ? null
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw new UsageException($"--{option.Long} wants a number, not '{text}'");
}
