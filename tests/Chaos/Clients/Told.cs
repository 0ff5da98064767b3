using System.Collections.Concurrent;

namespace Orchestrator.Chaos.Clients;

/// <summary>What the engine acknowledged to its clients: the final journal must hold all of it.</summary>
internal sealed class Told
{
    /// <summary>Events that a live stream showed, by number.</summary>
    public ConcurrentDictionary<long, string> Hashes { get; } = new();

    /// <summary>An answer to a command: of this container or batch there must be an event of this type, and it must fit.</summary>
    public ConcurrentQueue<Fact> Facts { get; } = new();

    /// <summary>Things that must never be seen, whenever they were.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    public void Note(string type, string subject, string? mustHold = null) => Facts.Enqueue(new Fact(type, subject, mustHold));

    /// <param name="MustHold">Text that the event's data has to contain.</param>
    internal sealed record Fact(string Type, string Subject, string? MustHold);
}
