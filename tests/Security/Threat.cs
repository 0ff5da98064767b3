namespace Orchestrator.Security.Tests;

/// <summary>A case that the engine must hold against.</summary>
/// <param name="Id">Its id, which the names of its tests begin with.</param>
/// <param name="What">The attack, with its CVE.</param>
/// <param name="Holds">What holds it.</param>
internal sealed record Threat(string Id, string What, string Holds);
