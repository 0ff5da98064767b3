using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

/// <summary>The engine takes no checkpoints, and says why, once the words make sense.</summary>
internal sealed class CheckpointTool : Tool
{
    private static readonly ToolOption Restore = new('r', "restore", null, "Restore container");
    private static readonly ToolOption Directory = new('D', "checkpoint-dir", "DIR", "directory to save the checkpoint in");
    private static readonly ToolOption Verbose = new('v', "verbose", null, "Enable verbose criu logs");
    private static readonly ToolOption Script = new('A', "action-script", "PATH", "Path to criu action script");
    private static readonly ToolOption Stop = new('s', "stop", null, "Stop the container after checkpointing");
    private static readonly ToolOption PreDump = new('p', "pre-dump", null, "Only pre-dump the memory of the container");
    private static readonly ToolOption Earlier = new(ToolOption.None, "predump-dir", "DIR", "path to images from previous dump (relative to -D)");
    private static readonly ToolOption Daemon = new('d', "daemon", null, "Daemonize the container (default)");
    private static readonly ToolOption Foreground = new('F', "foreground", null, "Start with the current tty attached to /dev/console");

    public override string Name => "checkpoint";

    public override string Summary => "lxc-checkpoint checkpoints and restores a container";

    public override IReadOnlyList<ToolOption> Options => [Restore, Directory, Verbose, Script, Stop, PreDump, Earlier, Daemon, Foreground];

    public override int Run(ToolCall call)
    {
        if (call.Get(Directory) is not { Length: > 0 })
            return call.Fail("-D is required: the directory of the checkpoint");
        if (call.Has(Restore) && (call.Has(Stop) || call.Has(PreDump)))
            return call.Fail($"-{(call.Has(Stop) ? 's' : 'p')} not compatible with -r");
        if (call.Has(PreDump) && call.Has(Stop))
            return call.Fail("-s not compatible with -p: what is dumped beforehand goes on");
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined)
            return call.Fail("is not defined");
        if (container.IsRunning == call.Has(Restore))
            return call.Fail(call.Has(Restore) ? "is running: stop it before it is restored" : "is not running");
        return call.Fail(HasCriu()
            ? "the engine takes and restores no checkpoints; lxc-freeze holds a container in memory, lxc-snapshot keeps its files"
            : "criu is not installed, and the engine has no checkpoints of its own; lxc-freeze holds a container in memory, lxc-snapshot keeps its files");
    }

    private static bool HasCriu() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, "criu")));
}
