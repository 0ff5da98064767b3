namespace Orchestrator.Launcher.Serving;

/// <summary>System calls without which the launcher cannot go on.</summary>
internal static class Must
{
    public static nint Succeed(string call, nint result) =>
        result >= 0 ? result : throw new InvalidOperationException($"{call} failed with errno {-result}");
}
