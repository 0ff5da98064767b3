namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>One end of a copy: a path of this machine, or CONTAINER:PATH.</summary>
internal readonly record struct CopyPlace(string? Container, string Path)
{
    /// <summary>A path with a colon is one of this machine when it begins with a slash or a dot.</summary>
    public static CopyPlace Of(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 || text[0] is '/' or '.' || text[..colon].Contains('/', StringComparison.Ordinal)
            ? new CopyPlace(null, text)
            : new CopyPlace(text[..colon], colon == text.Length - 1 ? "/" : text[(colon + 1)..]);
    }
}
