namespace Orchestrator.Launcher.Child;

/// <summary>Values of <see cref="LaunchPage.Stage"/> outside of the ops.</summary>
internal static class Stage
{
    public const int Begin = -1;
    public const int WaitingForGo = -2;

    /// <summary>execve is being called: whatever ends the process from here on is the payload's end.</summary>
    public const int Entering = -3;
}
