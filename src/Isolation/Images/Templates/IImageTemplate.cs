namespace Orchestrator.Isolation.Images.Templates;

/// <summary>Makes the content of an image.</summary>
internal interface IImageTemplate
{
    string Name { get; }

    /// <summary>What it makes and of what, in one line.</summary>
    string Summary { get; }

    Task<TemplateOutcome> BuildAsync(TemplateOrder order, CancellationToken cancel);
}
