namespace Orchestrator.Isolation.Tests.Support;

/// <summary>For classes that count what the whole process holds: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
