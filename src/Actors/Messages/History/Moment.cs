namespace Orchestrator.Actors.Messages.History;

/// <summary>
/// A place in the history: after the record of that number, or after the last record that was written when the clock
/// showed that time or an earlier one. Numbers decide and not times: where the clock was set back, all records up to
/// that last one belong to it, also those that show a later time (case J10).
/// </summary>
public readonly record struct Moment(long? Seq, DateTimeOffset? Time)
{
    public static Moment Now { get; } = new(null, null);

    public static Moment After(long seq) => new(seq, null);

    public static Moment At(DateTimeOffset time) => new(null, time);
}
