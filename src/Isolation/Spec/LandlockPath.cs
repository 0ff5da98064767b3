namespace Orchestrator.Isolation.Spec;

/// <param name="Access"><c>ro</c> (read), <c>rx</c> (read and execute), <c>rw</c> (all but execute) or <c>rwx</c>.</param>
/// <param name="Path">Absolute path inside; it must be there when the payload starts.</param>
public sealed record LandlockPath(string Access, string Path);
