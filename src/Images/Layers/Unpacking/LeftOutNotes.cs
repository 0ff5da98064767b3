namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>How much was left out, and the first of it in words.</summary>
internal sealed class LeftOutNotes
{
    private const int MostExamples = 20;
    private readonly List<string> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> Examples => _examples;

    public void Add(string what)
    {
        Count++;
        if (_examples.Count < MostExamples)
            _examples.Add(what);
    }
}
