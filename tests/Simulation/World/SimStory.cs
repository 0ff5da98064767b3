using System.Globalization;
using System.Text;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>What happened, line by line, for the reader of a seed that failed.</summary>
internal sealed class SimStory(SimWorld world)
{
    private readonly List<string> _lines = [];

    public void Add(string line) => _lines.Add(string.Create(
        CultureInfo.InvariantCulture, $"{world.Clock.Now.TotalSeconds,10:0.0000} {line}"));

    public override string ToString()
    {
        StringBuilder text = new();
        foreach (string line in _lines)
            text.AppendLine(line);
        return text.ToString();
    }
}
