using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Rates of one block device (a path or MAJOR:MINOR) in a second; 0 is without limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record IoLimitRequest
{
    public required string Device { get; set; }

    public long? ReadBps { get; set; }

    public long? WriteBps { get; set; }

    public long? ReadIops { get; set; }

    public long? WriteIops { get; set; }
}
