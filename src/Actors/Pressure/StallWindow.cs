namespace Orchestrator.Actors.Pressure;

/// <summary>The average of the last few readings; nothing until there are as many.</summary>
internal sealed class StallWindow(int length)
{
    private readonly Queue<double> _readings = new();

    public double? Average => _readings.Count < length ? null : _readings.Average();

    public void Add(double percent)
    {
        _readings.Enqueue(percent);
        if (_readings.Count > length)
            _readings.Dequeue();
    }

    /// <summary>What was done changes what is measured: it begins anew.</summary>
    public void Clear() => _readings.Clear();
}
