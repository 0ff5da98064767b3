namespace Orchestrator.Isolation.Spec;

/// <summary>
/// What the payload may still reach by Landlock (landlock(7)), on top of everything else. A kind of access of which
/// nothing is said stays as it is; of one that is mentioned only what is listed remains.
/// </summary>
public sealed record LandlockSpec
{
    /// <summary>Paths inside the container, with everything below them; null: files are not restricted.</summary>
    public IReadOnlyList<LandlockPath>? Paths { get; init; }

    /// <summary>TCP ports that may be bound; null: not restricted.</summary>
    public IReadOnlyList<int>? Bind { get; init; }

    /// <summary>TCP ports that may be connected to; null: not restricted.</summary>
    public IReadOnlyList<int>? Connect { get; init; }

    /// <summary><c>abstract-unix</c> and <c>signal</c>: what must not leave the payload's own domain.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}
