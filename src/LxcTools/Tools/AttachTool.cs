using System.Globalization;
using Orchestrator.Client.Execs;
using Orchestrator.Kernel;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class AttachTool : Tool
{
    private static readonly ToolOption Elevated = new('e', "elevated-privileges", "PRIVILEGES", "Use elevated privileges instead of those of the container: CAP, CGROUP, LSM or all") { Optional = true };
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

    public override IReadOnlyList<ToolOption> Options => [Elevated, Namespaces, Clear, Keep, Set, KeepVar, RcFile, Uid, Gid];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined && !container.IsRunning)
            return call.Fail($"Container is not defined");
        if (!container.IsRunning)
            return call.Fail("Container is not running");
        var options = new LxcAttachOptions
        {
            ClearEnvironment = call.Has(Clear),
            ExtraEnvironment = call.All(Set),
            KeepEnvironment = call.All(KeepVar),
            Uid = Id(call, Uid),
            Gid = Id(call, Gid),
        };
        IReadOnlyList<string> command = call.Operands.Count > 0 ? call.Operands : [container.ShellOf(options.Uid ?? 0)];
        if (call.Has(Elevated) || call.Has(Namespaces))
            return ElevatedAttach.Replace(call, container, options, call.Get(Namespaces), command);
        var terminal = Terminal.IsTerminal(0) || Terminal.IsTerminal(1) || Terminal.IsTerminal(2);
        var request = container.AttachRequest(options, command);
        request.Terminal = terminal;
        var (exit, problem) = ExecSession.RunAsync(LxcDaemon.Ensure().Place.ExecSocket, request, interactive: true, CancellationToken.None)
            .GetAwaiter().GetResult();
        if (problem is not null)
            return call.Fail(LxcDaemon.Text(problem), problem.ExitCode is 126 or 127 ? problem.ExitCode : 1);
        return LxcContainer.StatusOf(exit) is >= 0 and var status ? WaitStatus.Code(status) : call.Fail("its exit code is not known");
    }

    private static uint? Id(ToolCall call, ToolOption option) => call.Get(option) is not { } text ? null
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw new UsageException($"--{option.Long} wants a number, not '{text}'");
}
