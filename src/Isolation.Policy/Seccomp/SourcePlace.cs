namespace Orchestrator.Isolation.Seccomp;

/// <summary>Where a profile says something: its line, 0 for what is built in, and the words or the JSON path there.</summary>
internal sealed record SourcePlace(int Line, string Text)
{
    public static SourcePlace BuiltIn(string text) => new(0, text);

    public override string ToString() => Line == 0 ? Text : $"line {Line}: {Text}";
}
