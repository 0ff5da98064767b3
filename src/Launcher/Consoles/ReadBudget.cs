namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// How fast a terminal is read. Whoever writes faster waits for it, as for a slow terminal: a flood costs its container time,
/// and the host a small part of a processor.
/// </summary>
internal sealed class ReadBudget(long now)
{
    private const long BytesPerMs = 16 * 1024, Burst = 512 * 1024;
    private long _left = Burst;
    private long _at = now;

    public int Left(long now)
    {
        _left = Math.Min(Burst, _left + ((now - _at) * BytesPerMs));
        _at = now;
        return (int)Math.Max(0, _left);
    }

    public void Take(int bytes) => _left -= bytes;
}
