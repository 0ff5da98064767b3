namespace Orchestrator.Contracts.Images;

public sealed record ImageView
{
    /// <summary>Null: the image has no name any more.</summary>
    public string? Name { get; set; }

    /// <summary>Of the manifest; of an image that was made from a template, of its content.</summary>
    public string? Digest { get; set; }

    /// <summary>Of the files in all layers.</summary>
    public long SizeBytes { get; set; }

    /// <summary>As the image says, else when it was made here.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    public int Layers { get; set; }

    /// <summary>In the answer to its making: the lines of LXC's configuration that the template gave with it.</summary>
    public string? Config { get; set; }

    /// <summary>In the answer to its making: what the template wants the user to read.</summary>
    public string? Message { get; set; }

    public string? Platform { get; set; }

    /// <summary>Containers of this node that were made from it.</summary>
    public int Containers { get; set; }
}
