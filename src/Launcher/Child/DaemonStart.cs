namespace Orchestrator.Launcher.Child;

/// <summary>What <see cref="ChildDaemon"/> knows; native memory that stays until the child has executed its program.</summary>
internal unsafe struct DaemonStart
{
    public const int NoteBytes = 3;

    /// <summary>Descriptor of the user namespace to enter; -1: a new one.</summary>
    public int UserNamespace;

    /// <summary>Write end; close-on-exec, so that its end tells of the executed program.</summary>
    public int Notes;

    /// <summary>Read end.</summary>
    public int Orders;

    /// <summary>Its end of the connection to <see cref="Rootless.OutsideProgram"/>, which the program gets.</summary>
    public int Outside;

    public byte* Program;
    public byte** Argv;
    public byte** Envp;
}
