namespace Orchestrator.Actors.Accounting;

/// <summary>
/// In which rounds of the accounting one container is read. Who did nothing for a while rests: it is read every fourth round,
/// as long as <see cref="NodeLedger"/> finds that the others did all that was done.
/// </summary>
/// <param name="number">Spreads those who rest over the rounds.</param>
internal sealed class ReadingTurn(int number)
{
    /// <summary>
    /// Every so many rounds a container is read in full even if it did nothing: the kernel may have reclaimed its memory or
    /// written its pages. Each has its own round, so that none reads them all.
    /// </summary>
    public const int FullEvery = 32;

    /// <summary>Divides <see cref="FullEvery"/>, so that a full reading is one of a resting container's own rounds.</summary>
    public const int RestingEvery = 4;

    /// <summary>Readings in a row without any CPU time: a payload that wakes up every few seconds does not rest.</summary>
    public const int Patience = 10;

    private int _idle;

    public bool IsDue(long round) => _idle < Patience || (round + number) % RestingEvery == 0;

    public bool IsFull(long round) => (round + number) % FullEvery == 0;

    public void Note(bool worked) => _idle = worked ? 0 : Math.Min(_idle + 1, Patience);
}
