namespace Orchestrator.Actors.Model;

/// <summary>What a restart of the daemon may have cut off; all of it may be done twice without harm.</summary>
internal enum Continuing
{
    /// <summary>The end is recorded: the launcher may forget it, and what is left in the kernel goes.</summary>
    CleanUp,
    Launch,

    /// <summary>The kernel is to agree that it runs.</summary>
    LetRun,
    SendStopSignal,
    Kill,
    Freeze,
    Thaw,
    Destroy,
    Update,

    /// <summary>Something was being put into it or taken out: whether that was done is not known.</summary>
    Hotplug,

    /// <summary>A snapshot, restore or removal of one is done again; a copy is given up.</summary>
    Store,
}
