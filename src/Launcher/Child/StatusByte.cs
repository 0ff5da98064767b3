namespace Orchestrator.Launcher.Child;

/// <summary>Bytes that the child sends on the status pipe.</summary>
internal static class StatusByte
{
    /// <summary>The new time namespace exists: its offsets may be written. Sent only where there are some.</summary>
    public const byte EarlyDone = (byte)'E';

    /// <summary>The child has its own descriptor table: the launcher may close what it held for this launch.</summary>
    public const byte Unshared = (byte)'U';

    /// <summary>A hook is to be run on the host: the page says which.</summary>
    public const byte HostHook = (byte)'H';
}
