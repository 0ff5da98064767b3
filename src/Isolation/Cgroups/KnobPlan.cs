namespace Orchestrator.Isolation.Cgroups;

/// <summary>The values that some limits come to, in order; written all, or for a living container all or none.</summary>
internal sealed class KnobPlan
{
    private readonly List<Knob> _knobs = [];

    public IReadOnlyList<Knob> Knobs => _knobs;

    public void Add(Knob knob) => _knobs.Add(knob);

    /// <summary>Null, or the first file that a group does not have.</summary>
    public string? Missing(string group)
    {
        foreach (var knob in _knobs)
        {
            if (!knob.Optional && knob.Parent.StatusOf($"{group}/{knob.File}") is null)
                return knob.File;
        }
        return null;
    }

    /// <summary>For a new group, which goes when something is refused. Null, or what the kernel refused first.</summary>
    public string? Write(string group)
    {
        List<Knob>? again = null;
        foreach (var knob in _knobs)
        {
            var errno = knob.Write(group);
            if (errno == 0 || knob.Optional && errno == Kernel.Errno.ENOENT)
                continue;
            if (!knob.Again)
                return knob.Refused(errno);
            (again ??= []).Add(knob);
        }
        return again is null ? null : Retry(group, again);
    }

    /// <summary>Null, or what the kernel refused, after what had been written before it was put back.</summary>
    public string? WriteOrUndo(string group)
    {
        // Read before anything is written: one value may change what another file says.
        var undo = _knobs.SelectMany(knob => knob.Undo(group)).Reverse().ToArray();
        if (Write(group) is not { } problem)
            return null;
        return Restore(group, undo) is { } stuck ? $"{problem} {stuck}" : problem;
    }

    private static string? Retry(string group, List<Knob> again)
    {
        foreach (var knob in again)
        {
            var errno = knob.Write(group);
            if (errno != 0 && !(knob.Optional && errno == Kernel.Errno.ENOENT))
                return knob.Refused(errno);
        }
        return null;
    }

    /// <summary>Twice, since the order that one value needs is another for the next (memory and memsw of v1).</summary>
    private static string? Restore(string group, IReadOnlyList<Knob> undo)
    {
        var left = undo.Where(knob => knob.Write(group) != 0).ToArray();
        var stuck = left.Where(knob => knob.Write(group) != 0).ToArray();
        return stuck.Length == 0
            ? null
            : $"What had been changed before could not all be put back: {string.Join(", ", stuck.Select(knob => knob.File).Distinct())}.";
    }
}
