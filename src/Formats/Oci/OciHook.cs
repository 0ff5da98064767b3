namespace Orchestrator.Formats.Oci;

public sealed record OciHook(string Path, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment)
{
    public TimeSpan? Timeout { get; init; }
}
