namespace Orchestrator.Contracts.Images;

public sealed record ImageView
{
    public required string Name { get; set; }

    public string? Digest { get; set; }

    public long SizeBytes { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }
}
