using System.Globalization;
using Orchestrator.Benchmarks.Shared;

namespace Orchestrator.Benchmarks.Freeze;

/// <summary>Times of freezes and of the thaws that followed.</summary>
internal sealed class Pair
{
    public Sample Freeze { get; } = new();

    public Sample Thaw { get; } = new();

    /// <summary>Rounds below 0 only warm up.</summary>
    public void Add(int round, TimeSpan freeze, TimeSpan thaw)
    {
        if (round < 0)
            return;
        Freeze.Add(freeze);
        Thaw.Add(thaw);
    }

    public void Print(string name) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-44}{Freeze.Median,10:0.00}{Freeze.P90,9:0.00}{Freeze.Least,9:0.00}{Thaw.Median,12:0.00}{Thaw.P90,9:0.00}"));
}
