namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>What a crash leaves of a file.</summary>
internal enum CrashKind
{
    /// <summary>SIGKILL: all that was written is there; the call under way may have got to any byte.</summary>
    Killed,

    /// <summary>Power cut: nothing since the last sync.</summary>
    OnlySynced,

    /// <summary>Power cut: of what was not synced the first part, up to any byte.</summary>
    Torn,

    /// <summary>As torn, with zeros or garbage after the tear, to the end of that write.</summary>
    Garbled,

    /// <summary>Power cut: any of the sectors that were not synced, in any order.</summary>
    Reordered,
}
