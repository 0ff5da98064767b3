namespace Orchestrator.Isolation.Cgroups;

/// <summary>How a limit of a group binds those below it.</summary>
internal enum LimitKind
{
    /// <summary>One number: the lowest of all groups above binds.</summary>
    Number,

    /// <summary>Quota and period: the lowest share binds.</summary>
    Quota,

    /// <summary>Lines of a key and a number.</summary>
    Keyed,

    /// <summary>Lines of a device and <c>name=number</c> pairs.</summary>
    Pairs,

    /// <summary>A list that is a part of that of the group above; an empty one is the whole of it.</summary>
    Part,
}
