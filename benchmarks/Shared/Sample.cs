namespace Orchestrator.Benchmarks.Shared;

/// <summary>Times of one contender, in milliseconds.</summary>
internal sealed class Sample
{
    private readonly List<double> _times = [];

    public void Add(TimeSpan took) => _times.Add(took.TotalMilliseconds);

    public double Median => At(0.5);

    public double P90 => At(0.9);

    public double Least => At(0);

    private double At(double part)
    {
        _times.Sort();
        return _times.Count == 0 ? double.NaN : _times[(int)((_times.Count - 1) * part)];
    }
}
