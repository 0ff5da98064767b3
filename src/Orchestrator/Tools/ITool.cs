namespace Orchestrator.Daemon.Tools;

/// <summary>Work on a root's journal without a daemon. The result goes to stdout as JSON, for <c>orch</c> to show.</summary>
internal interface ITool
{
    string Name { get; }

    /// <returns>The exit code.</returns>
    Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel);
}
