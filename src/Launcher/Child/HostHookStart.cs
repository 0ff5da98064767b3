namespace Orchestrator.Launcher.Child;

/// <summary>Native memory that is still there in the hook's process, unlike the plan.</summary>
internal unsafe struct HostHookStart
{
    /// <summary>Read end of a pipe with the text for stdin, or -1.</summary>
    public int Input;

    /// <summary>The pointer before the first one is the program's path.</summary>
    public byte** Argv;
    public byte** Envp;
}
