namespace Orchestrator.Dns;

/// <summary>Whoever is asked about names that are not of this network.</summary>
internal interface IResolver
{
    /// <summary>The whole answer with the id and question of the query; null where nobody answered.</summary>
    /// <param name="stream">The asker came by TCP: nothing needs to be truncated.</param>
    Task<byte[]?> AskAsync(Wire.DnsQuery query, bool stream, CancellationToken cancel);
}
