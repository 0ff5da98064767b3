namespace Orchestrator.Isolation.Images;

/// <summary>Makes the content of an image out of what the machine has.</summary>
internal interface IImageTemplate
{
    string Name { get; }

    /// <summary>Fills an empty directory.</summary>
    /// <returns>Null, or why it cannot be done here and what to do.</returns>
    Task<string?> BuildAsync(string directory, CancellationToken cancel);
}
