namespace Orchestrator.Actors.Scheduling;

/// <summary>What one owner has used, halved with every half-life, and what its running jobs are thought to use.</summary>
internal sealed class Account(string owner)
{
    private double _used;
    private DateTimeOffset _at;

    public string Owner => owner;

    public double Running { get; set; }

    public double Used(DateTimeOffset now, TimeSpan halfLife)
    {
        // A clock that was set back must not make anything grow.
        if (_used > 0 && now > _at)
        {
            _used *= Math.Pow(0.5, (now - _at) / halfLife);
            _at = now;
        }
        return _used;
    }

    public void Charge(double cost, DateTimeOffset at, TimeSpan halfLife)
    {
        if (at < _at)
        {
            _used += cost * Math.Pow(0.5, (_at - at) / halfLife);
            return;
        }
        _used = Used(at, halfLife) + cost;
        _at = at;
    }
}
