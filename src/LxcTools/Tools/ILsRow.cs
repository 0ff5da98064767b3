namespace Orchestrator.LxcTools.Tools;

/// <summary>One container of a list.</summary>
internal interface ILsRow
{
    string Name { get; }

    bool Defined { get; }

    string State { get; }

    IReadOnlyList<string> Groups { get; }

    /// <summary>Null: there is no such column.</summary>
    string? Column(string column);
}
