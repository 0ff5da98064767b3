namespace Orchestrator.Isolation.Images.Templates.Download;

internal sealed record LxcIndexLine(string Distribution, string Release, string Architecture, string Variant, string Build, string Path);
