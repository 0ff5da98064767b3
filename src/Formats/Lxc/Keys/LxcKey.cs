namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>One key, or with a <c>*</c> or <c>N</c> in its name a family of them.</summary>
/// <param name="Note">How it is carried out, or why it has no effect or is refused.</param>
public sealed record LxcKey(string Name, LxcType Type, LxcVerdict Verdict, string Note)
{
    /// <summary>Setting it again adds to it.</summary>
    public bool List { get; init; }

    /// <summary>Only clears what is below it; it has no value of its own.</summary>
    public bool Group { get; init; }

    /// <summary>Null, or what is wrong with the value. Empty is never wrong: it clears.</summary>
    public string? Check(string value)
    {
        if (value.Length == 0)
            return null;
        return Group ? "it has no value of its own; leave it empty to clear what is below it" : Type.Check(value);
    }
}
