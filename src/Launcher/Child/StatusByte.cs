namespace Orchestrator.Launcher.Child;

/// <summary>Bytes that the child sends on the status pipe.</summary>
internal static class StatusByte
{
    /// <summary>The early phase is over: time offsets may be written, descriptors are about to be unshared.</summary>
    public const byte EarlyDone = (byte)'E';

    /// <summary>The child has its own descriptor table: the launcher may close what it held for this launch.</summary>
    public const byte Unshared = (byte)'U';
}
