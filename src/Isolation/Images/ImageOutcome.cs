namespace Orchestrator.Isolation.Images;

/// <summary>Exactly one of the two is set. <see cref="Problem"/> says what is wrong, why, and what to do next.</summary>
public sealed record ImageOutcome(ImageInfo? Image, string? Problem)
{
    /// <summary>Lines of LXC's configuration that the template gave with the image.</summary>
    public string? Config { get; init; }

    /// <summary>What the template wants the user to read.</summary>
    public string? Message { get; init; }
}
