namespace Orchestrator.Isolation.Launching;

/// <summary>A request on its way, and what has come for it.</summary>
internal sealed class PendingRequest
{
    private readonly TaskCompletionSource<LauncherReply> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<LauncherReply> Task => _source.Task;

    /// <summary>Entries of a survey, gathered until its end.</summary>
    public List<LauncherProcess> Survey { get; } = [];

    public void Complete(LauncherReply reply) => _source.TrySetResult(reply);

    public void Fail(Exception problem) => _source.TrySetException(problem);

    public void Cancel(CancellationToken cancel) => _source.TrySetCanceled(cancel);
}
